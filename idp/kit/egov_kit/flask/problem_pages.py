"""What views of a Flask app raise becomes the kit's pages and problem JSON."""

from flask import Flask, Response, current_app
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound
from werkzeug.wrappers import Response as BaseResponse

from egov_kit.errors import FormRefused, KitError, NothingHere
from egov_kit.flask.request import respond
from egov_kit.flask.visits import current_visit
from egov_kit.web import failures
from egov_kit.web.answer import Answer


def init(app: Flask) -> None:
    """Answer what views raise."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(KitError, _kit)


def _http(error: HTTPException) -> BaseResponse:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error.get_response()
    return respond(_answer(error, status))


def _answer(error: HTTPException, status: int) -> Answer:
    visit = current_visit()
    if isinstance(error, CSRFError):
        return failures.of_error(visit, FormRefused())
    if isinstance(error, InternalServerError):
        return failures.of_crash(visit, error.original_exception)
    code = error.name.lower().replace(" ", "_")
    methods = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    allow = {"Allow": ", ".join(methods)} if methods else None
    return failures.of_http(visit, status, code, allow)


def _kit(error: KitError) -> Response:
    if isinstance(error, NothingHere):  # as the app answers any address that does not exist
        return current_app.make_response(current_app.handle_user_exception(NotFound()))
    return respond(failures.of_error(current_visit(), error))

"""Every error that reaches the edge becomes a page or problem JSON, in the reader's language."""

import structlog
from flask import Flask, Response, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from egov_kit.addresses import safe_path
from egov_kit.challenge import form_page
from egov_kit.errors import KitError, ProviderError, SessionOver
from egov_kit.kit import current_kit
from egov_kit.navigation import target_of
from egov_kit.problems import Action, Problem, answer, resting, to_portal
from egov_kit.tenants import find_tenant

_log = structlog.get_logger()


def init(app: Flask) -> None:
    """Answer what views raise."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(KitError, _kit)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error.get_response()  # type: ignore[return-value] # a redirect of the router
    if find_tenant() is None and current_kit().module.kind != "api":
        # An unknown host learns nothing, not even in which languages.
        return Response("not found\n", 404, content_type="text/plain")
    if isinstance(error, InternalServerError):
        _log.error("request.failed", path=request.path, error=_cause(error))
    title, text = _words(error, status)
    response = answer(
        Problem(status=status, code=_code(error), title=title, text=text, actions=_way_on())
    )
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def _kit(error: KitError) -> Response:
    if isinstance(error, ProviderError) and error.status == 503:
        return _resting()
    _log.error("request.failed", path=request.path, code=error.code)
    if isinstance(error, SessionOver):
        title, text = _("You are not signed in"), _("Sign in to go on.")
    else:
        title, text = _words(None, error.status)
    return answer(
        Problem(status=error.status, code=error.code, title=title, text=text, actions=_way_on())
    )


def _resting() -> Response:
    again = form_page(current_kit()) if request.method == "POST" else safe_path(target_of(request))
    return resting(again, _("Your work is not lost. Wait a little and load this page again."))


def _words(error: HTTPException | None, status: int) -> tuple[str, str]:
    if isinstance(error, CSRFError):
        return _("This form is out of date"), _("Go back, load the page again and send it anew.")
    if status == 404:
        return _("Page not found"), _("There is nothing here, or it is not for you to see.")
    if status == 403:
        return _("You may not do this"), _("Your posts do not include the right this needs.")
    if status in (502, 503, 504):
        return _("A part of the system is resting"), _("Wait a little and try again.")
    if status >= 500:
        return _("Something went wrong on our side"), _("It has been noted. Try again later.")
    return _("This cannot be done"), _("What was sent cannot be understood.")


def _code(error: HTTPException) -> str:
    return "csrf" if isinstance(error, CSRFError) else error.name.lower().replace(" ", "_")


def _cause(error: InternalServerError) -> str:
    original = error.original_exception
    return type(original).__name__ if original else "InternalServerError"


def _way_on() -> tuple[Action, ...]:
    if find_tenant() is None or current_kit().module.kind == "api":
        return ()
    return (to_portal(current_kit().portal_url()),)

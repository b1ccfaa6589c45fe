"""Flask's request in the kit's words, and the kit's answer in Flask's."""

from collections.abc import Iterable

from flask import Request as FlaskRequest
from flask import Response

from egov_kit.web import cookies
from egov_kit.web.answer import Answer, Cookie
from egov_kit.web.request import Request


def read(asked: FlaskRequest) -> Request:
    """The request as the kit reads it."""
    return Request(
        method=asked.method,
        host=asked.environ.get("HTTP_HOST"),
        path=asked.path,
        query=asked.query_string.decode("latin-1"),
        find_header=asked.headers.get,
        cookies=asked.cookies,
        endpoint=asked.endpoint,
        arguments=asked.view_args or {},
        read_form=lambda: tuple(asked.form.items(multi=True)),
    )


def respond(answer: Answer) -> Response:
    """The answer as Flask sends it."""
    response = Response(answer.body, answer.status, content_type=answer.content_type)
    response.headers.update(answer.headers)
    set_cookies(response, answer.cookies)
    return response


def set_cookies(response: Response, given: Iterable[Cookie]) -> None:
    """Set cookies of the kit."""
    for each in given:
        response.set_cookie(each.name, each.value, max_age=each.seconds, **cookies.ATTRIBUTES)

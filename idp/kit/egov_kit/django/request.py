"""Django's request in the kit's words, and the kit's answer in Django's."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from egov_kit.drafts import Fields
from egov_kit.web import cookies
from egov_kit.web.answer import Answer, Cookie
from egov_kit.web.request import Request


def read(asked: HttpRequest) -> Request:
    """The request as the kit reads it; which view it is for is not known yet."""
    return Request(
        method=asked.method or "",
        host=asked.META.get("HTTP_HOST"),
        path=asked.path,
        query=asked.META.get("QUERY_STRING", ""),
        find_header=asked.headers.get,
        cookies=asked.COOKIES,
        endpoint=None,
        arguments={},
        read_form=lambda: _fields(asked),
    )


def _fields(asked: HttpRequest) -> Fields:
    return tuple((name, value) for name, values in asked.POST.lists() for value in values)


def respond(answer: Answer) -> HttpResponse:
    """The answer as Django sends it."""
    response = HttpResponse(
        answer.body,
        status=answer.status,
        content_type=answer.content_type,
        headers=dict(answer.headers),
    )
    set_cookies(response, answer.cookies)
    return response


def set_cookies(response: HttpResponse, given: Iterable[Cookie]) -> None:
    """Set cookies of the kit."""
    for each in given:
        response.set_cookie(each.name, each.value, max_age=each.seconds, **cookies.ATTRIBUTES)

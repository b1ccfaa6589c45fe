"""Django's own errors as the kit's pages and problem JSON.

::

    # urls.py
    from egov_kit.django.handlers import handler400, handler403, handler404, handler500
"""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse

from egov_kit.django.request import respond
from egov_kit.visit import get_visit
from egov_kit.web import failures


def handler400(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be used."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return respond(failures.of_http(get_visit(), 413, "request_entity_too_large"))
    return respond(failures.of_http(get_visit(), 400, "bad_request"))


def handler403(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """A view raised ``PermissionDenied``."""
    return respond(failures.of_http(get_visit(), 403, "forbidden"))


def handler404(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such address, or not for this person."""
    return respond(failures.of_http(get_visit(), 404, "not_found"))


def handler500(_request: HttpRequest) -> HttpResponse:
    """A view failed."""
    return respond(failures.of_crash(get_visit(), sys.exception()))

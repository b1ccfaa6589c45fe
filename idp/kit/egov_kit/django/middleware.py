"""Every request to a Django project passes here before its view, and its answer after it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from egov_kit.django.oidc import oidc
from egov_kit.django.request import read, respond, set_cookies
from egov_kit.django.visits import OnDjango
from egov_kit.errors import KitError, NothingHere
from egov_kit.visit import Visit, enter, get_visit, leave
from egov_kit.web import assets, failures, kept
from egov_kit.web.admission import admit, arrive
from egov_kit.web.closing import close
from egov_kit.web.guard import access_of

GetResponse = Callable[[HttpRequest], HttpResponse]


class Middleware:
    """Guards all views; it takes the place of Django's session and CSRF middleware.

    Making it, which Django does when it starts, checks settings and views.
    """

    sync_capable: Final = True
    async_capable: Final = False

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response
        self._kit = oidc.kit
        oidc.check()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        if request.path_info.startswith(assets.PREFIX):
            accepts = request.headers.get("Accept-Encoding", "")
            return respond(assets.serve(request.path_info, accepts))
        framework = OnDjango(request)
        visit = Visit(kit=self._kit, request=read(request), access=None, framework=framework)
        token = enter(visit)
        try:
            with translation.override(visit.language):
                return _closed(visit, framework, self._answer(visit, request))
        finally:
            leave(token)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        _arguments: tuple[Any, ...],
        named: Mapping[str, Any],
    ) -> HttpResponse | None:
        """Let the request reach its view, or answer it."""
        visit, endpoint = get_visit(), request.resolver_match.view_name
        visit.request = replace(visit.request, endpoint=endpoint, arguments=named)
        visit.access = access_of(view, endpoint, oidc.exceptions)
        try:
            answer = admit(visit)
        except KitError as error:
            return self.process_exception(request, error)
        return respond(answer) if answer else None

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer what the kit raised; all else is Django's."""
        if isinstance(error, NothingHere):  # as the project answers an address that does not exist
            raise Http404
        if isinstance(error, KitError):
            return respond(failures.of_error(get_visit(), error))
        return None

    def _answer(self, visit: Visit, request: HttpRequest) -> HttpResponse:
        try:
            answer = arrive(visit)
        except NothingHere:
            return respond(failures.of_http(visit, 404, "not_found"))
        except KitError as error:
            return respond(failures.of_error(visit, error))
        return respond(answer) if answer else self._get_response(request)


def _closed(visit: Visit, framework: OnDjango, response: HttpResponse) -> HttpResponse:
    set_cookies(response, close(visit, response.status_code, response.headers))
    changed = framework.finish(response)
    if changed is not None:
        set_cookies(response, kept.keep(visit, changed))
    return response

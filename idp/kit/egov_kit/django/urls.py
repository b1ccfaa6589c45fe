"""The kit's own paths, for the root: ``path("", include("egov_kit.django.urls"))``."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from egov_kit.django.request import respond
from egov_kit.visit import get_visit
from egov_kit.web import failures
from egov_kit.web.guard import declare
from egov_kit.web.views import HEALTH, OWN, View


def _view(view: View) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        visit = get_visit()
        if visit.kit.module.kind == "api" and view is not HEALTH:
            raise Http404
        if request.method not in (*view.methods, "HEAD"):
            allow = {"Allow": ", ".join(view.methods)}
            return respond(failures.of_http(visit, 405, "method_not_allowed", allow))
        return respond(view.answer(visit))

    # The kit checks the token of its own form, once it knows whose it must be.
    exempt: Callable[[HttpRequest], HttpResponse] = csrf_exempt(answer)
    return declare(exempt, view.access)


urlpatterns = [
    path(each.path.removeprefix("/"), _view(each), name=each.endpoint) for each in (HEALTH, *OWN)
]

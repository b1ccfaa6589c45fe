"""The desk's views, written for Django."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_GET, require_POST
from egov_kit import current_person, names
from egov_kit.django import oidc

from tests.data.desk.views import sent


def _unit_of(number: int) -> str | None:
    return {1: "H17.08", 2: "H17.080", 3: "H17.08.02"}.get(number)


@oidc.public
def home(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


@oidc.login
def mine(request: HttpRequest) -> HttpResponse:
    assert request.user == current_person
    return JsonResponse({"name": request.user.name, "grants": [*map(str, oidc.user.grants)]})


@require_GET
@oidc.requires("onestop.counter")
def counter(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"counter {' '.join(request.user.units('onestop.counter'))}")


@method_decorator(oidc.requires("onestop.head"), name="dispatch")
class Head(View):
    def get(self, _request: HttpRequest) -> HttpResponse:
        return HttpResponse("head")


@oidc.requires("onestop.counter", unit="unit")
def unit(_request: HttpRequest, unit: str) -> HttpResponse:
    return HttpResponse(f"unit {unit}")


@oidc.requires("onestop.counter", unit=_unit_of)
def dossier(_request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(f"dossier {number}")


def _form(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        sent.append([(n, v) for n, values in request.POST.lists() for v in values])
        return HttpResponseRedirect(request.path, status=303)
    return render(request, "form.html", {"draft": oidc.draft()})


@oidc.login
def form(request: HttpRequest) -> HttpResponse:
    return _form(request)


@oidc.acr("mfa")
@oidc.requires("onestop.counter")
def sign(request: HttpRequest) -> HttpResponse:
    return _form(request)


@oidc.public
def public_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sent") if request.method == "POST" else render(request, "form.html")


@oidc.login
def note(request: HttpRequest, text: str) -> HttpResponse:
    before = request.session.get("note", "nothing")
    request.session["note"] = text
    return HttpResponse(before)


@oidc.login
def token(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(oidc.token_for("egov-idp"))


@oidc.login
def headers(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        dict(oidc.headers_for("egov-idp", "GET", "http://127.0.0.1:9/units?page=1"))
    )


@require_POST
@oidc.login
def renew(request: HttpRequest) -> HttpResponse:
    oidc.refresh_now()
    return HttpResponse(" ".join(map(str, request.user.grants)))


@oidc.public
def nobody(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(oidc.user.name)


@oidc.login
def broken(_request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("a secret detail")


@oidc.login
def forbidden(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@oidc.login
def call(_request: HttpRequest, audience: str) -> HttpResponse:
    found = oidc.call(audience).post("/send", json={"to": "H17"})
    return JsonResponse({"status": found.status, "said": found.json()})


@oidc.login
def unit_name(_request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(names.unit(code))


@oidc.login
def user(request: HttpRequest) -> HttpResponse:
    me = oidc.user
    told = {"iss": me.iss, "sub": me.sub, "sid": me.sid, "tenant": me.tenant}
    return JsonResponse(told | {"staff_id": str(request.user.staff_id)})


@oidc.requires("onestop.head")
@oidc.acr("mfa")
def sign_as_head(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("signed")


@oidc.acr("password", max_age=300)
def recent(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("recent")


@oidc.acr("password", max_age=0)
def just_now(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("just now")


@oidc.api(callers=("portal",))
def portal_only(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("portal")


@oidc.api("onestop.counter", scope="onestop.read onestop.write", unit="unit")
def api_unit(_request: HttpRequest, unit: str) -> HttpResponse:
    return HttpResponse(f"unit {unit}")


@oidc.api
def whoami(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"staff_id": str(current_person.staff_id)})


@oidc.api(scope="onestop.read")
def api_files(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("files")


@oidc.api("onestop.head")
def api_head(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("head")


@oidc.api(dpop=True)
def api_bound(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("bound")


@oidc.api
@oidc.acr("mfa", max_age=300)
def api_sign(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("signed")

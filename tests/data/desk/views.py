"""One view of every sort."""

from egov_kit import current_person, names, oidc
from flask import Blueprint, Response, jsonify, redirect, render_template_string, request, session
from werkzeug.wrappers import Response as BaseResponse

blueprint = Blueprint("desk", __name__)

_FORM = """{% extends "egov/page.html" %}{% from "egov/forms.html" import form_fields %}
{% block content %}<h1>Form</h1><form method="post">{{ form_fields() }}
<input name="applicant" value="{{ draft.applicant if draft else "" }}">
{% for each in (draft.getlist("part") if draft else []) %}
<input name="part" value="{{ each }}">{% endfor %}
</form>{% endblock %}"""
_PUBLIC = """<form method="post"><input name="csrf_token" value="{{ csrf_token() }}"></form>"""
sent: list[list[tuple[str, str]]] = []


def _unit_of(number: int) -> str | None:
    return {1: "H17.08", 2: "H17.080", 3: "H17.08.02"}.get(number)


@blueprint.get("/")
@oidc.public
def home() -> str:
    return "home"


@blueprint.get("/mine")
@oidc.login
def mine() -> Response:
    return jsonify(name=current_person.name, grants=[str(each) for each in current_person.grants])


@blueprint.get("/counter")
@oidc.requires("onestop.counter")
def counter() -> str:
    return f"counter {' '.join(current_person.units('onestop.counter'))}"


@blueprint.get("/head")
@oidc.requires("onestop.head")
def head() -> str:
    return "head"


@blueprint.get("/units/<unit>")
@oidc.requires("onestop.counter", unit="unit")
def unit(unit: str) -> str:
    return f"unit {unit}"


@blueprint.get("/dossiers/<int:number>")
@oidc.requires("onestop.counter", unit=_unit_of)
def dossier(number: int) -> str:
    return f"dossier {number}"


@blueprint.route("/form", methods=["GET", "POST"])
@oidc.login
def form() -> str | BaseResponse:
    if request.method == "POST":
        sent.append(list(request.form.items(multi=True)))
        return redirect("/form", 303)
    return render_template_string(_FORM, draft=oidc.draft())


@blueprint.route("/public-form", methods=["GET", "POST"])
@oidc.public
def public_form() -> str:
    return "sent" if request.method == "POST" else render_template_string(_PUBLIC)


@blueprint.get("/note/<text>")
@oidc.login
def note(text: str) -> str:
    before = session.get("note", "nothing")
    session["note"] = text
    return str(before)


@blueprint.get("/token")
@oidc.login
def token() -> str:
    return oidc.token_for("egov-idp")


@blueprint.get("/headers")
@oidc.login
def headers() -> Response:
    return jsonify(oidc.headers_for("egov-idp", "GET", "http://127.0.0.1:9/units?page=1"))


@blueprint.get("/call/<audience>")
@oidc.login
def call(audience: str) -> Response:
    found = oidc.call(audience).post("/send", json={"to": "H17"})
    return jsonify(status=found.status, said=found.json())


@blueprint.get("/unit-name/<code>")
@oidc.login
def unit_name(code: str) -> str:
    return names.unit(code)


@blueprint.post("/renew")
@oidc.login
def renew() -> str:
    oidc.refresh_now()
    return " ".join(str(each) for each in current_person.grants)


@blueprint.get("/api/whoami")
@oidc.api
def whoami() -> Response:
    return jsonify(staff_id=str(current_person.staff_id))


@blueprint.get("/api/portal-only")
@oidc.api(callers=("portal",))
def portal_only() -> str:
    return "portal"


@blueprint.get("/api/head")
@oidc.api("onestop.head")
def api_head() -> str:
    return "head"


@blueprint.get("/api/files")
@oidc.api(scope="onestop.read")
def api_files() -> str:
    return "files"


@blueprint.get("/api/units/<unit>")
@oidc.api("onestop.counter", scope="onestop.read onestop.write", unit="unit")
def api_unit(unit: str) -> str:
    return f"unit {unit}"


@blueprint.route("/api/bound", methods=["GET", "POST"])
@oidc.api(dpop=True)
def api_bound() -> str:
    return "bound"


@blueprint.get("/user")
@oidc.login
def user() -> Response:
    me = oidc.user
    return jsonify(iss=me.iss, sub=me.sub, sid=me.sid, staff_id=str(me.staff_id), tenant=me.tenant)


@blueprint.get("/nobody")
@oidc.public
def nobody() -> str:
    return oidc.user.name


@blueprint.get("/broken")
@oidc.login
def broken() -> str:
    raise ZeroDivisionError("a secret detail")


@blueprint.route("/sign", methods=["GET", "POST"])
@oidc.acr("mfa")
@oidc.requires("onestop.counter")
def sign() -> str | BaseResponse:
    if request.method == "POST":
        sent.append(list(request.form.items(multi=True)))
        return redirect("/sign", 303)
    return render_template_string(_FORM, draft=oidc.draft())


@blueprint.get("/sign-as-head")
@oidc.requires("onestop.head")
@oidc.acr("mfa")
def sign_as_head() -> str:
    return "signed"


@blueprint.get("/recent")
@oidc.acr("password", max_age=300)
def recent() -> str:
    return "recent"


@blueprint.get("/just-now")
@oidc.acr("password", max_age=0)
def just_now() -> str:
    return "just now"


@blueprint.get("/api/sign")
@oidc.api
@oidc.acr("mfa", max_age=300)
def api_sign() -> str:
    return "signed"

"""A module that people of any provider may open."""

from egov_kit import oidc
from flask import Blueprint, Response, jsonify

blueprint = Blueprint("reports", __name__)


@blueprint.get("/")
@oidc.public
def home() -> str:
    return "home"


@blueprint.get("/me")
@oidc.login
def me() -> Response:
    user = oidc.user
    return jsonify(
        iss=user.iss,
        sub=user.sub,
        sid=user.sid,
        staff_id=user.staff_id,
        key=str(user.key),
        tenant=user.tenant,
        name=user.name,
        email=user.email,
        email_verified=user.email_verified,
        posts=[str(each) for each in user.posts],
        grants=[str(each) for each in user.grants],
        acr=user.acr,
    )


@blueprint.get("/read")
@oidc.requires("reports.reader")
def read() -> str:
    return "read"


@blueprint.get("/units/<unit>")
@oidc.requires("reports.reader", unit="unit")
def unit(unit: str) -> str:
    return f"unit {unit}"


@blueprint.get("/sign")
@oidc.login
@oidc.acr("mfa")
def sign() -> str:
    return "signed"


@blueprint.get("/api/me")
@oidc.api
def api_me() -> Response:
    return jsonify(sub=oidc.user.sub, staff_id=oidc.user.staff_id)


@blueprint.get("/api/reports")
@oidc.api(scope="reports.read")
def api_reports() -> str:
    return "reports"


@blueprint.get("/api/read")
@oidc.api("reports.reader")
def api_read() -> str:
    return "read"

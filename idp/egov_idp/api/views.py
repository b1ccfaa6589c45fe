"""The people API over HTTP: bearer tokens made for ``egov-idp``, JSON, RFC 9457 problems."""

from typing import Any
from uuid import UUID

import structlog
from egov_kit import current_person, oidc, tenant
from egov_kit.flask.request import respond
from egov_kit.web.problems import Problem, as_json
from egov_ldap.errors import DirectoryError, DirectoryUnreachable
from flask import Blueprint, Response, current_app, jsonify, request
from flask_babel import gettext as _

from egov_idp.api import answers, service
from egov_idp.api.directories import EXTENSION, Provinces
from egov_idp.api.errors import BodyInvalid, PeopleError, PersonInactive, PostNotHeld
from egov_idp.people.province import Province
from egov_idp.policy.day import today

_log = structlog.get_logger()

blueprint = Blueprint("people", __name__)


@blueprint.get("/people/me")
@oidc.api
def me() -> Response:
    """Who is calling, with the posts of today."""
    found = service.describe(_province(), current_person.get_staff_id(), today())
    return jsonify(answers.of_me(found))


@blueprint.put("/people/me/working-post")
@oidc.api(callers=("portal",))
def choose_working_post() -> Response:
    """Work in another of one's own posts from now on."""
    post = _post_of(request.get_json(silent=True))
    found = service.work_in(_province(), current_person.get_staff_id(), post, today())
    _log.info(
        "working_post.changed",
        tenant=tenant.name,
        staff_id=str(current_person.get_staff_id()),
        post=str(post),
    )
    return jsonify(answers.of_me(found))


@blueprint.get("/units")
@oidc.api
def list_units() -> Response:
    """What units and titles are called, in both languages, and the kinds of today's units."""
    return jsonify(answers.of_names(service.list_names(_province(), today())))


@blueprint.errorhandler(DirectoryError)
def directory_failed(error: DirectoryError) -> Response:
    """The directory is resting, or something is wrong with what it holds."""
    _log.error("directory.failed", code=error.code, tenant=tenant.name)
    if isinstance(error, DirectoryUnreachable):
        title, text = _("The directory is resting"), _("Nothing was changed. Try again shortly.")
        return _problem(error.status, error.code, title, text, retry_after="5")
    return _problem(500, error.code, *_ours())


@blueprint.errorhandler(PeopleError)
def refused(error: PeopleError) -> Response:
    """What was asked for cannot be done."""
    if error.status >= 500:
        _log.error("people.failed", code=error.code, tenant=tenant.name)
    title, text = _words(error)
    return _problem(error.status, error.code, title, text)


def _words(error: PeopleError) -> tuple[str, str]:
    if isinstance(error, PostNotHeld):
        return _("This is not one of your posts"), _("You can work in a post you hold today.")
    if isinstance(error, BodyInvalid):
        return _("The call cannot be understood"), _("Send the id of a post as JSON.")
    if isinstance(error, PersonInactive):
        return _("This account is not active"), _("Ask the administrators of your agency.")
    return _ours()


def _ours() -> tuple[str, str]:
    return _("Something went wrong on our side"), _("It has been noted. Try again later.")


def _problem(
    status: int, code: str, title: str, text: str, *, retry_after: str | None = None
) -> Response:
    headers = {"Retry-After": retry_after} if retry_after else {}
    return respond(
        as_json(Problem(status=status, code=code, title=title, text=text, headers=headers))
    )


def _post_of(body: Any) -> UUID:  # noqa: ANN401 # JSON of another program becomes a value here
    try:
        return UUID(body["post"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BodyInvalid("post must be a UUID") from error


def _province() -> Province:
    provinces: Provinces = current_app.extensions[EXTENSION]
    return provinces.of(tenant.name)

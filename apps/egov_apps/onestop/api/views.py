"""The API for other modules: bearer tokens made for ``onestop``, JSON, RFC 9457 problems.

A call comes in the name of a person, whose token another module exchanged. It may do what that
person may do at the pages, no more. The document that describes it is served beside it.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from egov_kit import current_person, database, oidc
from egov_kit.grants import covers
from egov_kit.vietnam import day_of
from flask import Blueprint, Response, jsonify, request, url_for
from pydantic import BaseModel, ValidationError

from egov_apps.onestop import models
from egov_apps.onestop.acts import act
from egov_apps.onestop.api import answers
from egov_apps.onestop.api.applying import read_intake
from egov_apps.onestop.api.bodies import NewDossier, Result
from egov_apps.onestop.api.document import document
from egov_apps.onestop.api.errors import BodyInvalid, BodyUnread, KeyMissing, PostNotHeld
from egov_apps.onestop.api.problems import answer_to
from egov_apps.onestop.catalogue import catalogue
from egov_apps.onestop.errors import DossierUnknown, OnestopError
from egov_apps.onestop.officer import Officer, officer
from egov_apps.onestop.rights import CLERK, READ, RECORD, readable_units
from egov_apps.onestop.said import Said
from egov_apps.onestop.service import find_by_code, register
from egov_apps.onestop.workflow import Action, State

_Body = TypeVar("_Body", bound=BaseModel)

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/openapi.json")
@oidc.public
def show_document() -> Response:
    """The document: nothing in it is secret."""
    return jsonify(document())


@blueprint.post("/dossiers")
@oidc.api(RECORD, scope="onestop.write")
def create_dossier() -> tuple[Response, int, Mapping[str, str]]:
    """Hand in an application; the same key again answers the dossier it led to."""
    now, body = datetime.now(UTC), _read(NewDossier)
    procedure = catalogue().get(body.procedure, day_of(now))
    intake = read_intake(body, procedure, _submission(), today=day_of(now))
    made = register(
        database.session(), intake, _officer_at(body.unit), now=now, choose=secrets.choice
    )
    where = {"Location": url_for("onestop.api.show_dossier", code=made.code)}
    return _json(answers.of_new(made)), 201, where


@blueprint.get("/dossiers/<code>")
@oidc.api(*READ, scope="onestop.read")
def show_dossier(code: str) -> Response:
    """Where a dossier is."""
    return _json(answers.of_dossier(_find(code)))


@blueprint.get("/dossiers/<code>/progress")
@oidc.api(*READ, scope="onestop.read")
def show_progress(code: str) -> Response:
    """What was done with it."""
    return _json(answers.of_progress(_find(code)))


@blueprint.put("/dossiers/<code>/result")
@oidc.api(CLERK, scope="onestop.write")
def put_result(code: str) -> Response:
    """The result came, with its number: number it and issue it, in one step for the caller."""
    body, found = _read(Result), _find(code)
    if found.result_number == body.number and found.state in (State.FINISHED, State.RETURNED):
        return _json(answers.of_dossier(found))
    clerk = _officer_at(found.at_unit)
    now, session = datetime.now(UTC), database.session()
    said = Said(version=body.version, number=body.number)
    numbered = act(session, found.id, Action.NUMBER, said, clerk, now=now)
    issued = Said(version=numbered.version)
    return _json(answers.of_dossier(act(session, found.id, Action.ISSUE, issued, clerk, now=now)))


@blueprint.errorhandler(OnestopError)
def _refused(error: OnestopError) -> Response:
    return answer_to(error)


def _read(kind: type[_Body]) -> _Body:
    raw = request.get_json(silent=True)
    if not isinstance(raw, dict):
        raise BodyUnread
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        raise BodyInvalid({_pointer(each["loc"]): each["msg"] for each in error.errors()}) from None


def _pointer(place: Sequence[str | int]) -> str:
    return "".join(f"/{each}" for each in place)


def _submission() -> UUID:
    """The caller's key, made one that another person's key can never be."""
    try:
        key = UUID(request.headers.get("Idempotency-Key", ""))
    except ValueError:
        raise KeyMissing from None
    return uuid5(NAMESPACE_URL, f"{current_person.get_staff_id()} {key}")


def _find(code: str) -> models.Dossier:
    found = find_by_code(database.session(), code, readable_units(current_person))
    if found is None:
        raise DossierUnknown(code)
    return found


def _officer_at(unit: str) -> Officer:
    """The person in the post that reaches ``unit``, the working post first."""
    posts = sorted(current_person.posts, key=lambda each: each != current_person.post)
    officers = (officer(current_person, post) for post in posts)
    able = (each for each in officers if any(covers(g.unit, unit) for g in each.grants))
    if (found := next(able, None)) is None:
        raise PostNotHeld(unit)
    return found


def _json(body: BaseModel) -> Response:
    return jsonify(body.model_dump(mode="json"))

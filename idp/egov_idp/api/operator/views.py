"""People, posts and units for the commands; each address begins with the tenant."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, cast
from urllib.parse import unquote

from egov_kit.grants import covers
from egov_ldap import PostRecord, Unit
from flask import Blueprint, Response, current_app, g, jsonify, request

from egov_idp.api.directories import EXTENSION, Provinces
from egov_idp.api.errors import FieldsInvalid
from egov_idp.api.operator import answers, bodies
from egov_idp.people import grants, leaving, posts, probing, staff, units
from egov_idp.people.errors import SignInError, TenantClosed
from egov_idp.people.posts import NewPost
from egov_idp.people.province import Province
from egov_idp.people.search import find_people
from egov_idp.people.staff import Newcomer, get_person
from egov_idp.policy.day import today

CLAIM: Final = "Egov-Claim"
"""The header in which whoever gives the command says, percent-encoded, who they are."""
_LONGEST_CLAIM: Final = 64
PAGE: Final = 50

Answer = Response | tuple[Response, int]

blueprint = Blueprint("operator", __name__, url_prefix="/tenants/<tenant>")


@blueprint.url_value_preprocessor
def take_tenant(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the tenant out of the address."""
    g.operator_tenant = (values or {}).pop("tenant")


@blueprint.before_request
def enter() -> None:
    """Open its province; raises `TenantNotFound`, and `TenantClosed` for what would change it."""
    provinces: Provinces = current_app.extensions[EXTENSION]
    g.operator_province = provinces.of(g.operator_tenant)
    if request.method != "GET" and provinces.is_closed(g.operator_tenant):
        raise TenantClosed(g.operator_tenant)


@blueprint.get("/people")
def list_people() -> Answer:
    """A page of people."""
    asked = bodies.query(bodies.PeopleQuery)
    found = find_people(_province(), unit=asked.unit, text=asked.text)
    page = found[(asked.page - 1) * PAGE :][:PAGE]
    pages = -(-len(found) // PAGE)
    people = [answers.of_person(each) for each in page]
    return jsonify({"people": people, "count": len(found), "page": asked.page, "pages": pages})


@blueprint.post("/people")
def add_person() -> Answer:
    """Somebody new with a one-time password; 200 and none if they are there already."""
    sent = bodies.body(bodies.NewcomerBody)
    person, new = staff.add(_province(), _actor(), Newcomer(**sent.model_dump()))
    said = {**answers.of_person(person), "new": new, "one_time_password": None}
    if not new:
        return jsonify(said)
    try:
        password = staff.give_one_time_password(_province(), _actor(), person.username)
    except SignInError as error:
        # They are there all the same, and a password can be given later.
        return jsonify({**said, "no_password_because": error.code}), 201
    return jsonify({**said, "one_time_password": password}), 201


@blueprint.get("/people/<username>")
def show_person(username: str) -> Answer:
    """Everything that is known of somebody."""
    province = _province()
    person = get_person(province, username)
    return jsonify(
        answers.of_whole_person(
            person,
            province.directory.list_posts(holder=person.staff_id),
            province.audit.list_records(str(person.staff_id)),
            {unit.code: unit for unit in province.directory.list_units()},
            province.policy.titles,
            today(),
        )
    )


@blueprint.post("/people/<username>/posts")
def add_post(username: str) -> Answer:
    """A post; 200 if it is held already."""
    sent = bodies.body(bodies.PostBody)
    wanted = NewPost(**{**sent.model_dump(), "first": sent.first or today()})
    post, new = posts.add(_province(), _actor(), username, wanted, today())
    return jsonify({**_post(post), "new": new, **_grants(username)}), 201 if new else 200


@blueprint.post("/people/<username>/posts/end")
def end_post(username: str) -> Answer:
    """The end of a post."""
    sent = bodies.body(bodies.PostEndBody)
    post = posts.end(_province(), _actor(), username, **sent.model_dump(), on=today())
    return jsonify({**_post(post), **_grants(username)})


@blueprint.post("/people/<username>/lock")
def lock(username: str) -> Answer:
    """Out at once."""
    reason = bodies.body(bodies.LockBody).reason
    return _changed_status(staff.lock(_province(), _actor(), username, reason).status, username)


@blueprint.post("/people/<username>/restore")
def restore(username: str) -> Answer:
    """In again."""
    return _changed_status(staff.restore(_province(), _actor(), username, today()).status, username)


@blueprint.post("/people/<username>/leave")
def leave(username: str) -> Answer:
    """Out at once and for good; posts end."""
    last = bodies.body(bodies.LeaveBody).last
    before = leaving.leave(_province(), _actor(), username, last=last, on=today())
    return _changed_status(before.status, username)


@blueprint.post("/people/<username>/second-factor/reset")
def reset_second_factor(username: str) -> Answer:
    """Without the second factor that was lost."""
    removed = staff.reset_second_factor(_province(), _actor(), username)
    return jsonify({**answers.of_person(get_person(_province(), username)), "removed": removed})


@blueprint.post("/people/<username>/one-time-password")
def give_one_time_password(username: str) -> Answer:
    """A password for one sign-in; it is told here and nowhere else."""
    password = staff.give_one_time_password(_province(), _actor(), username)
    return jsonify({"username": username, "one_time_password": password})


@blueprint.get("/people/<username>/grants")
def explain_grants(username: str) -> Answer:
    """What somebody may do, and why."""
    province, on = _province(), today()
    person = get_person(province, username)
    held = grants.derived_of(province, person, on)
    reasons = grants.explain(province, person, on)
    return jsonify(answers.of_grants(person, reasons, current=grants.are_current(person, held)))


@blueprint.post("/grants/refresh")
def refresh_grants() -> Answer:
    """Everybody's grants anew, by the rules as their files have them now."""
    provinces: Provinces = current_app.extensions[EXTENSION]
    provinces.take_new_rules(_province().tenant)
    changed = grants.refresh(_province(), _actor(), today())
    return jsonify({"changed": [answers.of_person(each) for each in changed]})


@blueprint.post("/probe/open")
def open_probe() -> Answer:
    """The account that tries sign-in; its password is told here and nowhere else."""
    opened = probing.open_account(_province(), _actor())
    return jsonify({**asdict(opened), "staff_id": str(opened.staff_id)})


@blueprint.post("/probe/close")
def close_probe() -> Answer:
    """Locked again, and out of every session."""
    return jsonify({"was_open": probing.close_account(_province(), _actor())})


@blueprint.get("/units")
def list_units() -> Answer:
    """All units, or one and those below it."""
    under = bodies.query(bodies.UnitsQuery).under
    found = [u for u in _province().directory.list_units() if not under or covers(under, u.code)]
    return jsonify({"units": [answers.of_unit(each) for each in found]})


@blueprint.post("/units")
def add_unit() -> Answer:
    """A unit; 200 if it is there already."""
    sent = bodies.body(bodies.UnitBody)
    unit = Unit(
        code=sent.code,
        kind=sent.kind,
        name={"vi": sent.name_vi, "en": sent.name_en},
        valid_from=sent.first or today(),
        site=sent.site,
    )
    new = units.add(_province(), _actor(), unit)
    return jsonify({**answers.of_unit(unit), "new": new}), 201 if new else 200


@blueprint.get("/units/<code>")
def show_unit(code: str) -> Answer:
    """A unit, the units right below it, who works in it today, and what was changed."""
    province = _province()
    unit = province.directory.get_unit(code)
    below = [u for u in province.directory.list_units() if u.code.rpartition(".")[0] == unit.code]
    people = [p for p in find_people(province) if unit.code in {post.unit for post in p.posts}]
    history = province.audit.list_records(unit.code)
    return jsonify(
        {
            **answers.of_unit(unit),
            "below": [answers.of_unit(each) for each in below],
            "people": [answers.of_person(each) for each in people],
            "history": [answers.of_record(each) for each in history],
        }
    )


def _province() -> Province:
    return cast(Province, g.operator_province)


def _actor() -> str:
    """The user of the operating system who called, and in brackets what is only said."""
    claim = unquote(request.headers.get(CLAIM, ""))
    if len(claim) > _LONGEST_CLAIM or not claim.isprintable() or set(claim) & set("()"):
        raise FieldsInvalid([f"{CLAIM}: a name of {_LONGEST_CLAIM} letters at most, no brackets"])
    return f"os:{request.remote_user}" + (f" (claimed: {claim})" if claim else "")


def _post(post: PostRecord) -> Mapping[str, Any]:
    province = _province()
    units_named = {post.unit: province.directory.get_unit(post.unit)}
    return {"post": answers.of_post(post, units_named, province.policy.titles, today())}


def _grants(username: str) -> Mapping[str, Any]:
    person = get_person(_province(), username)
    return {"modules": list(person.modules), "grants": [str(each) for each in person.grants]}


def _changed_status(before: str, username: str) -> Response:
    person = get_person(_province(), username)
    return jsonify({**answers.of_person(person), "status_before": before})

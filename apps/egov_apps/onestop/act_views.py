"""The pages on which officers act on one dossier."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from egov_kit import current_person, database, names, oidc
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from egov_apps.onestop import wording
from egov_apps.onestop.act_forms import ActForm, act_form
from egov_apps.onestop.acts import act, claim, get_allowed, release
from egov_apps.onestop.errors import ActRefused, Changed, NotYours
from egov_apps.onestop.guards import find_hindrance
from egov_apps.onestop.models import Dossier
from egov_apps.onestop.officer import Officer, find_officer
from egov_apps.onestop.openings import list_openings
from egov_apps.onestop.reading import unit_at
from egov_apps.onestop.rights import readable_units, right
from egov_apps.onestop.service import get_dossier
from egov_apps.onestop.workflow import WORKERS, Action, Role, roles_of

blueprint = Blueprint("life", __name__)

SLUGS: Final = {
    Action.ACCEPT: "tiep-nhan",
    Action.REFUSE: "tu-choi",
    Action.TRANSFER: "chuyen",
    Action.REQUEST_PAPERS: "yeu-cau-bo-sung",
    Action.REQUEST_PAYMENT: "yeu-cau-nop-phi",
    Action.RESUME: "tiep-tuc",
    Action.SUBMIT: "trinh-phong",
    Action.SUBMIT_TO_SIGNER: "trinh-lanh-dao",
    Action.ENDORSE: "duyet",
    Action.SEND_BACK: "tra-lai",
    Action.SIGN: "ky",
    Action.NUMBER: "cho-so",
    Action.ISSUE: "phat-hanh",
    Action.RETURN: "tra-ket-qua",
    Action.REAPPOINT: "hen-lai",
    Action.WITHDRAW: "rut",
    Action.STOP: "dung",
    Action.VOID: "huy",
}
_WORK: Final = frozenset(WORKERS.values())
_OPENINGS: Final = 200

Page = str | Response | tuple[str, int]


@blueprint.post("/ho-so/<uuid:dossier_id>/nhan")
@oidc.requires(*map(right, _WORK), unit=unit_at(_WORK))
def claim_dossier(dossier_id: UUID) -> Response:
    """Take a dossier on; who acts for a colleague takes over from them."""
    dossier = claim(database.session(), dossier_id, _version(), _officer(), now=datetime.now(UTC))
    flash(gettext("You are working on dossier %(code)s now.", code=dossier.code))
    return _to(dossier)


@blueprint.post("/ho-so/<uuid:dossier_id>/tha")
@oidc.requires(*map(right, _WORK), unit=unit_at(_WORK))
def release_dossier(dossier_id: UUID) -> Response:
    """Let colleagues take a dossier on."""
    dossier = release(database.session(), dossier_id, _version(), _officer(), now=datetime.now(UTC))
    flash(gettext("Your colleagues can claim dossier %(code)s now.", code=dossier.code))
    return _to(dossier)


@blueprint.get("/ho-so/<uuid:dossier_id>/nguoi-xem")
@oidc.requires(right(Role.CONTROLLER), unit=unit_at([Role.CONTROLLER]))
def show_openings(dossier_id: UUID) -> str:
    """Who opened a dossier, and when."""
    dossier = get_dossier(database.session(), dossier_id, readable_units(current_person))
    opened = list_openings(database.session(), dossier_id, limit=_OPENINGS)
    return render_template("onestop/openings.html", dossier=dossier, openings=opened)


def _show(action: Action) -> Callable[[UUID], str]:
    def show(dossier_id: UUID) -> str:
        dossier = get_dossier(database.session(), dossier_id, readable_units(current_person))
        form = _form(dossier, action, draft=True)
        form.version.data = str(dossier.version)
        return _page(dossier, action, form)

    return show


def _do(action: Action) -> Callable[[UUID], Page]:
    def do(dossier_id: UUID) -> Page:
        dossier = get_dossier(database.session(), dossier_id, readable_units(current_person))
        if dossier.version != _version():
            return _changed(dossier, action, _version())
        form = _form(dossier, action)
        if not form.validate():
            return _page(dossier, action, form), 422
        return _act(dossier, action, form)

    return do


def _act(dossier: Dossier, action: Action, form: ActForm) -> Page:
    try:
        done = act(
            database.session(),
            dossier.id,
            action,
            form.said(),
            _officer(),
            now=datetime.now(UTC),
        )
    except Changed as error:
        return _changed(dossier, action, error.seen)
    flash(gettext("%(action)s: done.", action=wording.ACTIONS[action]))
    return _to(done)


def _changed(dossier: Dossier, action: Action, seen: int) -> tuple[str, int]:
    """Both versions; where the act is still possible what was typed can be sent for the new one."""
    database.session().refresh(dossier)
    before = next((s for s in reversed(dossier.steps) if s.version <= seen), dossier.steps[0])
    since = [each for each in dossier.steps if each.version > seen]
    try:
        form: ActForm | None = _form(dossier, action)
    except ActRefused:
        form = None
    if form is not None:
        form.version.data = str(dossier.version)
    return _page(dossier, action, form, before=before, since=since, typed=_typed()), 409


def _form(dossier: Dossier, action: Action, *, draft: bool = False) -> ActForm:
    """Raises `ActRefused` if this officer may not do it now."""
    move, now = get_allowed(dossier, action, _officer()), datetime.now(UTC)
    if (hindrance := find_hindrance(dossier, move, now)) is not None:
        raise hindrance
    units = names.units_below(dossier.competent_unit)
    made = act_form(move, dossier, units, now)
    return made(oidc.draft()) if draft else made()


def _page(dossier: Dossier, action: Action, form: ActForm | None, **shown: object) -> str:
    return render_template(
        "onestop/act.html", dossier=dossier, action=action, slug=SLUGS[action], form=form, **shown
    )


def _typed() -> list[str]:
    """What was typed, for a page that has no form to put it into."""
    ours = ("version", "egov_post", "csrf_token")
    return [text for name, text in request.form.items() if name not in ours and text]


def _version() -> int:
    return request.form.get("version", 0, type=int)


def _officer() -> Officer:
    found = find_officer(current_person)
    if found is None:
        raise NotYours
    return found


def _to(dossier: Dossier) -> Response:
    return redirect(url_for("onestop.show_dossier", dossier_id=dossier.id), 303)


def _add(action: Action, slug: str) -> None:
    """The pages of one action: only its own roles see them, at the unit that has the dossier."""
    roles = roles_of(action)
    guard = oidc.requires(
        *(right(each) for each in sorted(roles)),
        unit=unit_at(roles),
    )
    rule = f"/ho-so/<uuid:dossier_id>/{slug}"
    blueprint.add_url_rule(rule, action, guard(_show(action)), methods=["GET"])
    blueprint.add_url_rule(rule, f"do-{action}", guard(_do(action)), methods=["POST"])


for _action, _slug in SLUGS.items():
    _add(_action, _slug)

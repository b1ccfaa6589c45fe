"""The work lists: one for each post of a person."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from egov_kit import current_person, database, oidc
from egov_kit.grants import Post
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from egov_apps.onestop.catalogue import catalogue
from egov_apps.onestop.errors import NotYours
from egov_apps.onestop.officer import Officer, find_officer, officer
from egov_apps.onestop.repository import WorkPage
from egov_apps.onestop.rights import READ
from egov_apps.onestop.work import BULK, PAGE, Picked, do_many, list_work, plan_many
from egov_apps.onestop.workflow import Action, roles_of

blueprint = Blueprint("work", __name__)

_LAST_PAGE: Final = 100_000


@dataclass(frozen=True, kw_only=True)
class _List:
    """The work of one post; only that of the working post can be done now."""

    post: Post
    found: WorkPage
    at_work: bool
    page: int

    @property
    def pages(self) -> int:
        return max(-(-self.found.total // PAGE), 1)


@blueprint.get("/viec")
@oidc.requires(*READ)
def show_work() -> str:
    """What there is to do in each post, overdue first; of one field of procedures if asked."""
    posts = [each for each in current_person.posts if officer(current_person, each).grants]
    lists = [_list(each) for each in posts]
    return render_template(
        "onestop/work.html",
        lists=sorted(lists, key=lambda each: not each.at_work),
        mine=_mine(),
        field=_field(),
        fields=catalogue().list_fields(),
        bulk=_bulk(find_officer(current_person)),
        now=datetime.now(UTC),
    )


@blueprint.post("/viec/nhieu")
@oidc.requires(*READ)
def do_with_many() -> Response | str:
    """First what would happen with each, then, once confirmed, the acts."""
    me = find_officer(current_person)
    if me is None:
        raise NotYours
    action, picked, now = _action(), _picked(), datetime.now(UTC)
    if "confirmed" not in request.form:
        outcomes = plan_many(database.session(), action, picked, me, now=now)
        return render_template("onestop/bulk.html", action=action, outcomes=outcomes)
    outcomes = do_many(database.session(), action, picked, me, now=now)
    done = sum(each.refusal is None for each in outcomes)
    flash(ngettext("Done with %(num)s dossier.", "Done with %(num)s dossiers.", done))
    return redirect(url_for("onestop.work.show_work"), 303)


def _list(post: Post) -> _List:
    asked = request.args.get("trang", 1, type=int) if post == current_person.post else 1
    page = min(max(asked, 1), _LAST_PAGE)
    me = officer(current_person, post)
    found = list_work(database.session(), me, page, mine=_mine(), field=_field())
    return _List(post=post, found=found, at_work=post == current_person.post, page=page)


def _mine() -> bool:
    return request.args.get("xem") == "toi"


def _field() -> str:
    """The code of the field that is asked for; empty for all, and for what is no field."""
    asked = request.args.get("linh-vuc", "")
    return asked if asked in {each.code for each in catalogue().list_fields()} else ""


def _bulk(me: Officer | None) -> list[Action]:
    """What the roles of this officer can do with many at once."""
    held = {each.role for each in me.grants} if me else set()
    return [each for each in BULK if held & roles_of(each) or (held and each is Action.CLAIM)]


def _action() -> Action:
    named = request.form.get("action", "")
    if named not in BULK:
        raise BadRequest
    return Action(named)


def _picked() -> list[Picked]:
    """The ticked rows: ``<id>.<version>`` each, one page of them at most."""
    try:
        ticked = [each.split(".") for each in request.form.getlist("picked")[:PAGE]]
        return [Picked(dossier_id=UUID(one), version=int(version)) for one, version in ticked]
    except ValueError as error:
        raise BadRequest from error

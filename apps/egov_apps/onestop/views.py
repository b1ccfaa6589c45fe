"""The pages of the counter."""

import secrets
from datetime import UTC, datetime
from uuid import UUID, uuid4

from egov_kit import current_person, database, names, oidc, tenant
from egov_kit.grants import Post
from egov_kit.kit import current_kit
from egov_kit.person import find_person
from egov_kit.vietnam import day_of
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from egov_apps.onestop import (
    act_views,
    applicant_pages,
    calendar_pages,
    labels,
    paper,
    papers,
    payment_pages,
    register_pages,
    report_pages,
    tracking_pages,
    wording,
    work_views,
)
from egov_apps.onestop.acts import list_allowed, may_claim
from egov_apps.onestop.api import views as api
from egov_apps.onestop.catalogue import Procedure, catalogue
from egov_apps.onestop.errors import (
    ActRefused,
    DossierUnknown,
    OnestopError,
    PaperNotThere,
    PaymentUnknown,
    ProcedureUnknown,
    SubmissionReused,
)
from egov_apps.onestop.forms import IntakeForm, intake_form
from egov_apps.onestop.guards import find_hindrance
from egov_apps.onestop.handover_form import applicant_of
from egov_apps.onestop.levies import Collect
from egov_apps.onestop.national import views as national
from egov_apps.onestop.officer import find_officer, officer
from egov_apps.onestop.openings import record_opening
from egov_apps.onestop.payment_pages import DESK
from egov_apps.onestop.payments import unpaid
from egov_apps.onestop.places import find_places
from egov_apps.onestop.reading import unit_of
from egov_apps.onestop.rights import CONTROL, READ, RECORD, find_counter_post, readable_units, right
from egov_apps.onestop.service import PAGE, get_dossier, receive, search
from egov_apps.onestop.workflow import TERMINAL, Role, State

blueprint = Blueprint("onestop", __name__, template_folder="templates")
blueprint.register_blueprint(api.blueprint)
blueprint.register_blueprint(national.blueprint)
blueprint.register_blueprint(payment_pages.blueprint)
blueprint.register_blueprint(calendar_pages.blueprint)
blueprint.register_blueprint(papers.blueprint)
blueprint.register_blueprint(act_views.blueprint)
blueprint.register_blueprint(applicant_pages.blueprint)
blueprint.register_blueprint(work_views.blueprint)
blueprint.register_blueprint(tracking_pages.blueprint)
blueprint.register_blueprint(register_pages.blueprint)
blueprint.register_blueprint(report_pages.blueprint)

_LONGEST_SEARCH = 200
_LAST_PAGE = 100_000


@blueprint.get("/")
@oidc.requires(*READ)
def home() -> Response:
    """The one-stop shop opens on its list."""
    return redirect(url_for("onestop.list_dossiers"))


@blueprint.get("/ho-so")
@oidc.requires(*READ)
def list_dossiers() -> str:
    """The dossiers within reach, newest first."""
    text = request.args.get("q", "")[:_LONGEST_SEARCH]
    page = min(max(request.args.get("trang", 1, type=int), 1), _LAST_PAGE)
    found = search(database.session(), readable_units(current_person), text, page)
    return render_template(
        "onestop/list.html",
        found=found,
        text=text,
        page=page,
        pages=max(-(-found.total // PAGE), 1),
        may_record=current_person.may(RECORD),
    )


@blueprint.get("/ho-so/moi")
@oidc.requires(RECORD)
def new_dossier() -> str | tuple[str, int]:
    """Choose a procedure, then fill in its form; ``theo`` is a dossier of the same applicant."""
    if (post := find_counter_post(current_person)) is None:
        return _no_counter_here()
    now = datetime.now(UTC)
    if not (code := request.args.get("thu-tuc")):
        procedures = catalogue().list_in_force(day_of(now))
        return render_template("onestop/choose.html", procedures=procedures)
    procedure = catalogue().get(code, day_of(now))
    before = request.args.get("theo", type=UUID)
    known = _applicant(before, now) if before else {}
    form = _form(procedure, post)(oidc.draft(), today=day_of(now), **known)
    form.submission.data = form.submission.data or str(uuid4())
    return _form_page(form, post)


@blueprint.post("/ho-so/moi")
@oidc.requires(RECORD)
def record_dossier() -> Response | str | tuple[str, int]:
    """Record what was typed; the same form sent again leads to the dossier it made."""
    if (post := find_counter_post(current_person)) is None:
        return _no_counter_here()
    now = datetime.now(UTC)
    procedure = catalogue().get(request.args.get("thu-tuc", ""), day_of(now))
    form = _form(procedure, post)(today=day_of(now))
    if not form.validate():
        return _form_page(form, post), 422
    return _record(form, post, now)


@blueprint.get("/ho-so/<uuid:dossier_id>")
@oidc.requires(*READ, unit=unit_of)
def show_dossier(dossier_id: UUID) -> str:
    """One dossier, and what this officer can do with it; that they opened it is written down."""
    now = datetime.now(UTC)
    dossier = get_dossier(database.session(), dossier_id, readable_units(current_person))
    _note_opening(dossier_id, now)
    me = find_officer(current_person)
    owed = State(dossier.state) not in TERMINAL and unpaid(dossier, Collect.RESULT)
    allowed = list_allowed(dossier, me) if me else []
    hindrances = {each: find_hindrance(dossier, each, now) for each in allowed}
    return render_template(
        "onestop/dossier.html",
        dossier=dossier,
        moves=[each for each, hindrance in hindrances.items() if hindrance is None],
        hindered={each: hindrance for each, hindrance in hindrances.items() if hindrance},
        may_claim=bool(me and may_claim(dossier, me)),
        is_holder=dossier.holder == current_person.get_staff_id(),
        may_collect=bool(me and owed and any(me.has(each, dossier) for each in DESK)),
        may_take_back=bool(me and me.has(Role.CONTROLLER, dossier)),
        sees_openings=current_person.may(right(Role.CONTROLLER), dossier.unit_code),
        now=now,
    )


@blueprint.errorhandler(ActRefused)
def _refused(error: ActRefused) -> ResponseReturnValue:
    dossier_id = (request.view_args or {}).get("dossier_id")
    text = wording.refusal(error)
    page = render_template("onestop/refused.html", text=text, error=error, dossier_id=dossier_id)
    return page, error.status


@blueprint.errorhandler(ProcedureUnknown)
@blueprint.errorhandler(DossierUnknown)
@blueprint.errorhandler(PaperNotThere)
@blueprint.errorhandler(PaymentUnknown)
def _not_found(_error: OnestopError) -> ResponseReturnValue:
    return current_app.handle_http_exception(NotFound())


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {
        "labels": labels,
        "wording": wording,
        "list_forms": paper.list_forms,
        "names": names,
        "navigation": _navigation(),
    }


def _navigation() -> list[dict[str, object]]:
    places = [
        ("onestop.work.show_work", gettext("Work")),
        ("onestop.list_dossiers", gettext("Dossiers")),
        ("onestop.register.show", gettext("Register")),
        ("onestop.report.show", gettext("Monthly report")),
    ]
    places.append(("onestop.calendar.show", gettext("Office calendar")))
    if (person := find_person()) is not None and person.may(RECORD):
        places.append(("onestop.new_dossier", gettext("Receive a dossier")))
    if person is not None and person.may(CONTROL):
        places.append(("onestop.national.show_backlog", gettext("National portal")))
    return [
        {"text": text, "href": url_for(endpoint), "active": request.endpoint == endpoint}
        for endpoint, text in places
    ]


def _record(form: IntakeForm, post: Post, now: datetime) -> Response | tuple[str, int]:
    receiver = officer(current_person, post)
    try:
        dossier = receive(
            database.session(), form.intake(), receiver, now=now, choose=secrets.choice
        )
    except SubmissionReused as error:
        # What was typed stays on the page, in a form of its own that can be sent.
        form.submission.data = str(uuid4())
        return _form_page(form, post, used=error), 409
    flash(gettext("Dossier %(code)s has been received.", code=dossier.code))
    return redirect(url_for("onestop.show_dossier", dossier_id=dossier.id), 303)


def _form(procedure: Procedure, post: Post) -> type[IntakeForm]:
    return intake_form(procedure, find_places(procedure.competent, post.unit))


def _applicant(dossier_id: UUID, now: datetime) -> dict[str, str]:
    """Who applied before, for the form; that the dossier was looked into is written down."""
    dossier = get_dossier(database.session(), dossier_id, readable_units(current_person))
    _note_opening(dossier_id, now)
    return applicant_of(dossier)


def _note_opening(dossier_id: UUID, now: datetime) -> None:
    with database.transaction(current_kit().settings, tenant.name, "onestop") as session:
        record_opening(session, dossier_id, current_person, now=now)


def _form_page(form: IntakeForm, post: Post, used: SubmissionReused | None = None) -> str:
    return render_template("onestop/new.html", form=form, post=post, used=used)


def _no_counter_here() -> tuple[str, int]:
    return render_template("onestop/no_counter.html"), 403

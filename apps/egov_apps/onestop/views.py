"""The pages of the counter."""

import secrets
from datetime import UTC, datetime
from uuid import UUID, uuid4

from egov_kit import current_person, database, names, oidc
from egov_kit.grants import Post
from egov_kit.person import find_person
from egov_kit.vietnam import day_of
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from egov_apps.onestop import labels
from egov_apps.onestop.catalogue import catalogue
from egov_apps.onestop.errors import (
    DossierUnknown,
    OnestopError,
    ProcedureUnknown,
    SubmissionReused,
)
from egov_apps.onestop.forms import IntakeForm, intake_form
from egov_apps.onestop.receipt import qr, receipt_form
from egov_apps.onestop.rights import READ, RECORD, find_counter_post, readable_units
from egov_apps.onestop.service import PAGE, Receiver, find_unit, get_dossier, receive, search

blueprint = Blueprint("onestop", __name__, template_folder="templates")

_LONGEST_SEARCH = 200
_LAST_PAGE = 100_000


def _unit_of(dossier_id: UUID) -> str | None:
    """The unit whose reach decides whether a dossier may be read."""
    return find_unit(database.session(), dossier_id)


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
    )


@blueprint.get("/ho-so/moi")
@oidc.requires(RECORD)
def new_dossier() -> str | tuple[str, int]:
    """Choose a procedure, then fill in its form."""
    if (post := find_counter_post(current_person)) is None:
        return _no_counter_here()
    now = datetime.now(UTC)
    if not (code := request.args.get("thu-tuc")):
        procedures = catalogue().list_in_force(day_of(now))
        return render_template("onestop/choose.html", procedures=procedures)
    procedure = catalogue().get(code, day_of(now))
    form = intake_form(procedure)(oidc.draft(), today=day_of(now))
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
    form = intake_form(procedure)(today=day_of(now))
    if not form.validate():
        return _form_page(form, post), 422
    return _record(form, post, now)


@blueprint.get("/ho-so/<uuid:dossier_id>")
@oidc.requires(*READ, unit=_unit_of)
def show_dossier(dossier_id: UUID) -> str:
    """One dossier."""
    dossier = get_dossier(database.session(), dossier_id, readable_units(current_person))
    return render_template("onestop/dossier.html", dossier=dossier)


@blueprint.get("/ho-so/<uuid:dossier_id>/giay-tiep-nhan")
@oidc.requires(*READ, unit=_unit_of)
def show_receipt(dossier_id: UUID) -> str:
    """The receipt of a dossier, made to be printed."""
    dossier = get_dossier(database.session(), dossier_id, readable_units(current_person))
    return render_template(
        "onestop/receipt.html", dossier=dossier, paper=receipt_form(), qr=qr(dossier.code)
    )


@blueprint.errorhandler(ProcedureUnknown)
@blueprint.errorhandler(DossierUnknown)
def _not_found(_error: OnestopError) -> ResponseReturnValue:
    return current_app.handle_http_exception(NotFound())


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"labels": labels, "names": names, "navigation": _navigation()}


def _navigation() -> list[dict[str, object]]:
    places = [("onestop.list_dossiers", gettext("Dossiers"))]
    if (person := find_person()) is not None and person.may(RECORD):
        places.append(("onestop.new_dossier", gettext("Receive a dossier")))
    return [
        {"text": text, "href": url_for(endpoint), "active": request.endpoint == endpoint}
        for endpoint, text in places
    ]


def _record(form: IntakeForm, post: Post, now: datetime) -> Response | tuple[str, int]:
    receiver = Receiver(staff_id=current_person.staff_id, name=current_person.name, post=post)
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


def _form_page(form: IntakeForm, post: Post, used: SubmissionReused | None = None) -> str:
    return render_template("onestop/new.html", form=form, post=post, used=used)


def _no_counter_here() -> tuple[str, int]:
    return render_template("onestop/no_counter.html"), 403

"""The pages on which fees and charges are collected, and receipts taken back."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from egov_kit import current_person, database, oidc
from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import get_locale, gettext, lazy_gettext, ngettext
from werkzeug.wrappers import Response

from egov_apps.onestop.errors import (
    AlreadyPaid,
    NotCollectable,
    NotYours,
    PaymentEnded,
)
from egov_apps.onestop.labels import money, receipt_number
from egov_apps.onestop.levies import Collect
from egov_apps.onestop.models import Dossier, Method, Payment, PaymentState
from egov_apps.onestop.officer import Officer, find_officer
from egov_apps.onestop.payment_forms import CollectForm, TakeBackForm, collect_form
from egov_apps.onestop.payments import collect, get_payment, take_back, unpaid
from egov_apps.onestop.reading import unit_at
from egov_apps.onestop.rights import readable_units, right
from egov_apps.onestop.service import get_dossier
from egov_apps.onestop.workflow import Action, Role

blueprint = Blueprint("money", __name__)

DESK: Final = (Role.COUNTER, Role.RETURN)
_CONTROL: Final = (Role.CONTROLLER,)
_RECEIPT: Final = "/ho-so/<uuid:dossier_id>/bien-lai/<uuid:payment_id>"

Page = str | Response | tuple[str, int]


@blueprint.get("/ho-so/<uuid:dossier_id>/thu-phi")
@oidc.requires(*map(right, DESK), unit=unit_at(DESK))
def show_owed(dossier_id: UUID) -> Page:
    """What is owed."""
    dossier = _dossier(dossier_id)
    if not unpaid(dossier, Collect.RESULT):
        return _to(dossier)
    return _collect_page(dossier, _form(dossier))


@blueprint.post("/ho-so/<uuid:dossier_id>/thu-phi")
@oidc.requires(*map(right, DESK), unit=unit_at(DESK))
def collect_owed(dossier_id: UUID) -> Page:
    """Collect it; the same form sent again finds it collected."""
    dossier = _dossier(dossier_id)
    if not unpaid(dossier, Collect.RESULT):
        flash(gettext("Everything had been paid already; nothing was recorded."))
        return _to(dossier)
    form = _form(dossier)
    if not form.validate():
        return _collect_page(dossier, form), 422
    cashier, now = _officer(dossier, *DESK), datetime.now(UTC)
    method = Method(form.method.data)
    made = collect(database.session(), dossier, form.quantities(), method, cashier, now=now)
    flash(
        ngettext(
            "%(money)s collected, receipt %(receipts)s.",
            "%(money)s collected, receipts %(receipts)s.",
            len(made),
            money=money(sum(each.amount for each in made)),
            receipts=", ".join(map(receipt_number, made)),
        )
    )
    return _to(dossier)


@blueprint.get(f"{_RECEIPT}/thu-hoi")
@oidc.requires(*map(right, _CONTROL), unit=lambda dossier_id, payment_id: _unit(dossier_id))
def show_receipt_to_take_back(dossier_id: UUID, payment_id: UUID) -> Page:
    """Ask what becomes of a receipt, and why."""
    return _take_back_page(_dossier(dossier_id), _payment(dossier_id, payment_id), TakeBackForm())


@blueprint.post(f"{_RECEIPT}/thu-hoi")
@oidc.requires(*map(right, _CONTROL), unit=lambda dossier_id, payment_id: _unit(dossier_id))
def take_receipt_back(dossier_id: UUID, payment_id: UUID) -> Page:
    """Make it void, or say that the money went back."""
    dossier, form = _dossier(dossier_id), TakeBackForm()
    if not form.validate():
        return _take_back_page(dossier, _payment(dossier_id, payment_id), form), 422
    by, state = _officer(dossier, *_CONTROL), PaymentState(form.state.data)
    reason = form.reason.data or ""
    done = take_back(
        database.session(), dossier, payment_id, state, reason, by, now=datetime.now(UTC)
    )
    flash(gettext("Receipt %(receipt)s was taken back.", receipt=receipt_number(done)))
    return _to(dossier)


@blueprint.errorhandler(AlreadyPaid)
@blueprint.errorhandler(NotCollectable)
@blueprint.errorhandler(PaymentEnded)
def _refused(error: AlreadyPaid | NotCollectable | PaymentEnded) -> tuple[str, int]:
    return render_template("onestop/refused.html", text=_WHY[type(error)], error=error), 409


_WHY: Final = {
    AlreadyPaid: lazy_gettext("Somebody collected it before: the dossier shows the receipt."),
    NotCollectable: lazy_gettext("The dossier has ended: nothing is collected for it any more."),
    PaymentEnded: lazy_gettext("This receipt was taken back before."),
}


def _unit(dossier_id: UUID) -> str | None:
    return unit_at(_CONTROL)(dossier_id)


def _dossier(dossier_id: UUID) -> Dossier:
    return get_dossier(database.session(), dossier_id, readable_units(current_person))


def _payment(dossier_id: UUID, payment_id: UUID) -> Payment:
    return get_payment(database.session(), dossier_id, payment_id)


def _form(dossier: Dossier) -> CollectForm:
    return collect_form(unpaid(dossier, Collect.RESULT), str(get_locale()))()


def _officer(dossier: Dossier, *roles: Role) -> Officer:
    """The person in their working post, which must have one of ``roles`` for the dossier."""
    found = find_officer(current_person)
    if found is None or not any(found.has(each, dossier) for each in roles):
        raise NotYours(Action.REQUEST_PAYMENT)
    return found


def _collect_page(dossier: Dossier, form: CollectForm) -> str:
    return render_template("onestop/collect.html", dossier=dossier, form=form)


def _take_back_page(dossier: Dossier, payment: Payment, form: TakeBackForm) -> str:
    return render_template("onestop/take_back.html", dossier=dossier, payment=payment, form=form)


def _to(dossier: Dossier) -> Response:
    return redirect(url_for("onestop.show_dossier", dossier_id=dossier.id), 303)

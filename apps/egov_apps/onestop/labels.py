"""Codes in words, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from egov_kit.vietnam import VIETNAM
from flask_babel import gettext, lazy_gettext, ngettext

from egov_apps.onestop.levies import Collect, Levy, LevyKind
from egov_apps.onestop.models import (
    ApplicantType,
    Channel,
    CopyKind,
    Dossier,
    DossierLevy,
    Method,
    Payment,
    PaymentState,
    ResultWay,
)
from egov_apps.onestop.tracking import Followed
from egov_apps.onestop.workflow import Status

STATUSES: Final[Mapping[Status, str]] = {
    Status.REGISTERED: lazy_gettext("Newly registered"),
    Status.RECEIVED: lazy_gettext("Received"),
    Status.REFUSED: lazy_gettext("Not accepted"),
    Status.PROCESSING: lazy_gettext("In progress"),
    Status.SUPPLEMENT: lazy_gettext("More papers requested"),
    Status.PAYMENT: lazy_gettext("Payment requested"),
    Status.WITHDRAWN: lazy_gettext("Withdrawn by the applicant"),
    Status.STOPPED: lazy_gettext("Stopped"),
    Status.PROCESSED: lazy_gettext("Processed"),
    Status.RETURNED: lazy_gettext("Result returned"),
}
PLAIN_WORDS: Final[Mapping[Status, str]] = {
    Status.REGISTERED: lazy_gettext(
        "We have got your dossier and are checking whether it can be received."
    ),
    Status.RECEIVED: lazy_gettext(
        "We have received your dossier and will hand it to the officer in charge."
    ),
    Status.REFUSED: lazy_gettext(
        "We could not accept your dossier. The reason is in the letter that you were given."
    ),
    Status.PROCESSING: lazy_gettext("We are working on your dossier. You need not do anything."),
    Status.SUPPLEMENT: lazy_gettext(
        "We need more papers from you. The time is not counted until we have them."
    ),
    Status.PAYMENT: lazy_gettext(
        "You have to pay before we can go on. The time is not counted until you have."
    ),
    Status.WITHDRAWN: lazy_gettext("The dossier was withdrawn. We do nothing more with it."),
    Status.STOPPED: lazy_gettext(
        "The work on the dossier was stopped. The reason is in the letter that you were given."
    ),
    Status.PROCESSED: lazy_gettext("Your result is ready. Come and get it with your receipt."),
    Status.RETURNED: lazy_gettext("You have been given the result. Nothing is left to do."),
}
"""What a status means to the applicant."""
CHANNELS: Final[Mapping[Channel, str]] = {
    Channel.DIRECT: lazy_gettext("In person"),
    Channel.ONLINE: lazy_gettext("Online"),
    Channel.POST: lazy_gettext("By public post"),
}
COPY_KINDS: Final[Mapping[CopyKind, str]] = {
    CopyKind.ORIGINAL: lazy_gettext("Original"),
    CopyKind.COPY: lazy_gettext("Copy"),
    CopyKind.ELECTRONIC: lazy_gettext("Electronic"),
}
APPLICANT_TYPES: Final[Mapping[ApplicantType, str]] = {
    ApplicantType.CITIZEN: lazy_gettext("Citizen"),
    ApplicantType.HOUSEHOLD_BUSINESS: lazy_gettext("Household business"),
    ApplicantType.ENTERPRISE: lazy_gettext("Enterprise"),
    ApplicantType.ORGANISATION: lazy_gettext("Agency or organisation"),
}
RESULT_WAYS: Final[Mapping[ResultWay, str]] = {
    ResultWay.COUNTER: lazy_gettext("Collected at the counter"),
    ResultWay.POST: lazy_gettext("Sent by public post"),
    ResultWay.ELECTRONIC: lazy_gettext("Sent electronically"),
}
LEVY_KINDS: Final[Mapping[LevyKind, str]] = {
    LevyKind.FEE: lazy_gettext("Service fee"),
    LevyKind.CHARGE: lazy_gettext("State charge"),
}
COLLECTED: Final[Mapping[Collect, str]] = {
    Collect.RECEPTION: lazy_gettext("At reception"),
    Collect.SUPPLEMENT: lazy_gettext("When papers are supplied"),
    Collect.RESULT: lazy_gettext("With the result"),
}
METHODS: Final[Mapping[Method, str]] = {
    Method.CASH: lazy_gettext("Cash"),
    Method.TRANSFER: lazy_gettext("Bank transfer"),
    Method.ONLINE: lazy_gettext("Paid online"),
}
PAYMENT_STATES: Final[Mapping[PaymentState, str]] = {
    PaymentState.PAID: lazy_gettext("Paid"),
    PaymentState.VOID: lazy_gettext("Void"),
    PaymentState.REFUNDED: lazy_gettext("Refunded"),
}
TAKEN_BACK: Final[Mapping[PaymentState, str]] = {
    PaymentState.VOID: lazy_gettext("It was a mistake: the money is still owed"),
    PaymentState.REFUNDED: lazy_gettext("The money went back to the applicant"),
}


def processing_time(amount: int, unit: str) -> str:
    """How long a procedure takes; ``unit`` is ``day`` (0 = the same day) or ``hour``."""
    if unit == "hour":
        return str(ngettext("%(num)s working hour", "%(num)s working hours", amount))
    if amount == 0:
        return str(gettext("Within the day"))
    return str(ngettext("%(num)s working day", "%(num)s working days", amount))


def money(amount: int) -> str:
    """An amount of đồng: ``1.234.567 ₫``."""
    return f"{amount:,}".replace(",", ".") + " ₫"


def price(amount: int, per: str) -> str:
    """What one levy costs; ``per`` is ``dossier``, ``page`` or ``copy``."""
    if per == "page":
        return str(gettext("%(amount)s a page", amount=money(amount)))
    if per == "copy":
        return str(gettext("%(amount)s a copy", amount=money(amount)))
    return money(amount)


def levy_name(levy: DossierLevy, locale: str) -> str:
    """A fee or charge with what it costs, in the reader's language."""
    name = levy.name_en if locale == "en" else levy.name_vi
    return f"{LEVY_KINDS[LevyKind(levy.kind)]}: {name}, {price(levy.amount, levy.per)}"


def receipt_number(payment: Payment) -> str:
    """A receipt as it is called: ``H17.08/2026/000012``."""
    return f"{payment.unit_code}/{payment.year}/{payment.number:06}"


def costs(levies: Sequence[Levy | DossierLevy]) -> str:
    """What a procedure or a dossier costs, fees and charges told apart."""
    told = [f"{LEVY_KINDS[LevyKind(each.kind)]}: {price(each.amount, each.per)}" for each in levies]
    return "; ".join(told) or str(gettext("Free of charge"))


def shown_time(moment: datetime) -> str:
    """A moment as it is told in Vietnam: ``22/11/2026 14:05``."""
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def procedure_name(dossier: Dossier | Followed, language: str) -> str:
    """The procedure's name as it was when the dossier was received."""
    return dossier.procedure_name_en if language == "en" else dossier.procedure_name_vi


def postal(dossier: Dossier) -> str:
    """Who gets the result by post, and where; empty if it is not sent, or goes to the applicant."""
    told = (dossier.postal_name, dossier.postal_phone, dossier.postal_address)
    if dossier.result_way != ResultWay.POST or not any(told):
        return ""
    name, phone, address = told
    shown = (name or dossier.applicant_name, phone, address or dossier.applicant_address)
    return ", ".join(each for each in shown if each)

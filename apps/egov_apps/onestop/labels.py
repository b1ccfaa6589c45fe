"""Codes in words, in the reader's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from egov_kit.vietnam import VIETNAM
from flask_babel import gettext, lazy_gettext, ngettext

from egov_apps.onestop.models import ApplicantType, Channel, CopyKind, Dossier, ResultWay, Status

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


def processing_time(amount: int, unit: str) -> str:
    """How long a procedure takes; ``unit`` is ``day`` (0 = the same day) or ``hour``."""
    if unit == "hour":
        return str(ngettext("%(num)s working hour", "%(num)s working hours", amount))
    if amount == 0:
        return str(gettext("Within the day"))
    return str(ngettext("%(num)s working day", "%(num)s working days", amount))


def fee(amount: int, per: str) -> str:
    """What a procedure costs; ``per`` is ``dossier`` or ``page``."""
    if amount == 0:
        return str(gettext("Free of charge"))
    shown = f"{amount:,}".replace(",", ".") + " ₫"
    return str(gettext("%(amount)s a page", amount=shown)) if per == "page" else shown


def shown_time(moment: datetime) -> str:
    """A moment as it is told in Vietnam: ``22/11/2026 14:05``."""
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def procedure_name(dossier: Dossier, language: str) -> str:
    """The procedure's name as it was when the dossier was received."""
    return dossier.procedure_name_en if language == "en" else dossier.procedure_name_vi

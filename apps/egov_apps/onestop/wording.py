"""The life of a dossier in words, in the reader's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from flask_babel import gettext, lazy_gettext, ngettext

from egov_apps.onestop.errors import (
    ActRefused,
    ApologyDue,
    Changed,
    DossierUnknown,
    HeldByAnother,
    NoExtension,
    NotNow,
    NotNumbered,
    NotYours,
    NumberedAlready,
    OutOfReach,
    Unpaid,
)
from egov_apps.onestop.models import Delivery, Dossier, Financial, Sync
from egov_apps.onestop.time_left import TimeLeft, find_time_left
from egov_apps.onestop.workflow import Action, Move, Role, State

STATES: Final[Mapping[State, str]] = {
    State.REGISTERED: lazy_gettext("Newly registered"),
    State.NOT_RECEIVED: lazy_gettext("Not accepted"),
    State.RECEIVED: lazy_gettext("Received"),
    State.WITH_SPECIALIST: lazy_gettext("With the specialist"),
    State.WITH_HEAD: lazy_gettext("With the head of division"),
    State.WITH_SIGNER: lazy_gettext("With the signing leader"),
    State.WITH_CLERK: lazy_gettext("With the records clerk"),
    State.AWAITING_PAPERS: lazy_gettext("More papers requested"),
    State.AWAITING_PAYMENT: lazy_gettext("Payment requested"),
    State.WITHDRAWN: lazy_gettext("Withdrawn by the applicant"),
    State.STOPPED: lazy_gettext("Stopped"),
    State.VOID: lazy_gettext("Void"),
    State.FINISHED: lazy_gettext("Processed"),
    State.RETURNED: lazy_gettext("Result returned"),
}
ROLES: Final[Mapping[Role, str]] = {
    Role.COUNTER: lazy_gettext("Counter"),
    Role.SPECIALIST: lazy_gettext("Specialist"),
    Role.HEAD: lazy_gettext("Head of division"),
    Role.SIGNER: lazy_gettext("Signing leader"),
    Role.CLERK: lazy_gettext("Records clerk"),
    Role.RETURN: lazy_gettext("Return of results"),
    Role.CONTROLLER: lazy_gettext("Control of procedures"),
}
ACTIONS: Final[Mapping[Action, str]] = {
    Action.ACCEPT: lazy_gettext("Accept the dossier"),
    Action.REFUSE: lazy_gettext("Refuse the dossier"),
    Action.TRANSFER: lazy_gettext("Transfer to the specialists"),
    Action.REQUEST_PAPERS: lazy_gettext("Request more papers"),
    Action.REQUEST_PAYMENT: lazy_gettext("Request payment"),
    Action.RESUME: lazy_gettext("Resume processing"),
    Action.SUBMIT: lazy_gettext("Submit to the head of division"),
    Action.SUBMIT_TO_SIGNER: lazy_gettext("Submit to the signing leader"),
    Action.ENDORSE: lazy_gettext("Endorse for signature"),
    Action.SEND_BACK: lazy_gettext("Send back"),
    Action.SIGN: lazy_gettext("Sign the result"),
    Action.NUMBER: lazy_gettext("Number the result"),
    Action.ISSUE: lazy_gettext("Issue the result"),
    Action.RETURN: lazy_gettext("Return the result"),
    Action.REAPPOINT: lazy_gettext("Apologise and set a new date"),
    Action.WITHDRAW: lazy_gettext("Record a withdrawal"),
    Action.STOP: lazy_gettext("Stop processing"),
    Action.VOID: lazy_gettext("Void the dossier"),
    Action.RECEIVE: lazy_gettext("Receive the dossier"),
    Action.CLAIM: lazy_gettext("Claim"),
    Action.RELEASE: lazy_gettext("Release"),
    Action.TAKE_OVER: lazy_gettext("Take over as deputy"),
}
FINANCIAL: Final[Mapping[Financial, str]] = {
    Financial.FREE: lazy_gettext("Free of charge"),
    Financial.UNPAID: lazy_gettext("Not paid"),
    Financial.PAID: lazy_gettext("Paid"),
    Financial.REFUNDED: lazy_gettext("Refunded"),
}
DELIVERY: Final[Mapping[Delivery, str]] = {
    Delivery.NONE: lazy_gettext("No result yet"),
    Delivery.READY: lazy_gettext("Lies at the return desk"),
    Delivery.DELIVERED: lazy_gettext("Delivered"),
}
SYNC: Final[Mapping[Sync, str]] = {
    Sync.PENDING: lazy_gettext("Waiting to be sent"),
    Sync.SENT: lazy_gettext("Sent"),
    Sync.REFUSED: lazy_gettext("Refused by the national portal"),
}

_REFUSALS: Final[Mapping[type[ActRefused], str]] = {
    Unpaid: lazy_gettext("A fee or charge that is collected by now was not. Collect it first."),
    NotNow: lazy_gettext("This does not happen to a dossier in its present state."),
    NotYours: lazy_gettext("Your working post does not have this role at the unit concerned."),
    OutOfReach: lazy_gettext("That unit does not decide on this dossier."),
    NumberedAlready: lazy_gettext("The result has a number already."),
    NotNumbered: lazy_gettext("The result has no number yet."),
    NoExtension: lazy_gettext(
        "A new date can be set once only. Go on without one: it holds nothing up."
    ),
    ApologyDue: lazy_gettext(
        "The dossier is overdue. Before it goes on, the head of division or the signing leader "
        "apologises to the applicant and sets a new date."
    ),
}


def why_not(error: ActRefused | DossierUnknown) -> str:
    """Why one of many is left as it is."""
    if isinstance(error, DossierUnknown):
        return str(gettext("There is no such dossier."))
    return refusal(error)


def refusal(error: ActRefused) -> str:
    """Why an act was refused."""
    if isinstance(error, Changed):
        return str(gettext("The dossier has changed since you opened it"))
    if isinstance(error, HeldByAnother):
        return str(gettext("%(name)s is working on this dossier.", name=error.holder or "–"))
    return str(
        _REFUSALS.get(type(error)) or gettext("Something that this act needs has not been said.")
    )


def not_now(hindered: Mapping[Move, ActRefused]) -> dict[str, list[str]]:
    """The acts that cannot be done now, by why and what to do instead."""
    told: dict[str, list[str]] = {}
    for move, why in hindered.items():
        told.setdefault(refusal(why), []).append(ACTIONS[move.action])
    return told


def time_left(dossier: Dossier, now: datetime) -> dict[str, str]:
    """A tag of the working time left: its text, and its class."""
    left = find_time_left(dossier, now)
    return {} if left is None else {"text": _in_words(left), "classes": _COLOURS[left.kind]}


_COLOURS: Final = {
    "paused": "govuk-tag--grey",
    "overdue": "govuk-tag--red",
    "soon": "govuk-tag--yellow",
    "left": "govuk-tag--green",
}


def _in_words(left: TimeLeft) -> str:
    if left.kind == "paused":
        return str(gettext("Clock stopped"))
    if left.kind == "overdue":
        return str(gettext("Overdue by %(time)s", time=_amount(left)))
    return str(gettext("%(time)s left", time=_amount(left)))


def _amount(left: TimeLeft) -> str:
    if left.days:
        return str(ngettext("%(num)s working day", "%(num)s working days", left.days))
    return str(ngettext("%(num)s working hour", "%(num)s working hours", left.hours))

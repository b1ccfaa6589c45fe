"""What each need of the workflow asks for. A guard raises an `ActRefused`, or is content."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from egov_kit.grants import covers
from egov_kit.vietnam import day_of

from egov_apps.onestop.errors import (
    ActRefused,
    ApologyDue,
    NoExtension,
    NotNumbered,
    NumberedAlready,
    OutOfReach,
    Unpaid,
    Unsaid,
)
from egov_apps.onestop.levies import Collect
from egov_apps.onestop.models import Dossier, PauseKind
from egov_apps.onestop.payments import unpaid
from egov_apps.onestop.rules import rules
from egov_apps.onestop.said import Said
from egov_apps.onestop.workflow import Move, Need

Guard = Callable[[Dossier, Said, datetime], None]


def check(dossier: Dossier, move: Move, said: Said, now: datetime) -> None:
    """Raise what the first need that is not met raises."""
    for need in sorted(move.needs):
        GUARDS[need](dossier, said, now)


def requests_again(dossier: Dossier) -> bool:
    """Whether papers have been asked for before, so that asking again needs grounds."""
    return any(each.kind == PauseKind.SUPPLEMENT for each in dossier.pauses)


def is_overdue(dossier: Dossier, now: datetime) -> bool:
    """Whether its date has passed."""
    return dossier.due_at is not None and now > dossier.due_at


def may_extend(dossier: Dossier) -> bool:
    """Whether a new appointment is still allowed: once, also when the first has passed."""
    return not dossier.extended_by and dossier.due_at is not None


def waits_for_apology(dossier: Dossier, now: datetime) -> bool:
    """Whether it may not be forwarded before an apology has named a new date.

    The rule is ``overdue`` of the pack that it was received under (``data/rules.toml``). Once the
    one new appointment has been made nothing is left to wait for, however late the dossier is.
    """
    rule = rules().pack(day_of(dossier.received_at)).overdue
    return rule.forwarding_waits and is_overdue(dossier, now) and may_extend(dossier)


def find_hindrance(dossier: Dossier, move: Move, now: datetime) -> ActRefused | None:
    """What the dates of ``dossier`` have against ``move``, whatever would be said with it."""
    if Need.APOLOGY in move.needs and waits_for_apology(dossier, now):
        return ApologyDue()
    if Need.EXTENSION in move.needs and not may_extend(dossier):
        return NoExtension(dossier.due_at)
    return None


def _says(field: str, need: Need) -> Guard:
    def guard(_dossier: Dossier, said: Said, _now: datetime) -> None:
        if not getattr(said, field):
            raise Unsaid(need)

    return guard


def _paid(at: Collect) -> Guard:
    def guard(dossier: Dossier, _said: Said, _now: datetime) -> None:
        if unpaid(dossier, at):
            raise Unpaid

    return guard


def _decides(dossier: Dossier, said: Said, _now: datetime) -> None:
    if not covers(dossier.competent_unit, said.unit):
        raise OutOfReach(said.unit)


def _has_grounds(dossier: Dossier, said: Said, _now: datetime) -> None:
    if requests_again(dossier) and not (said.legal_basis and said.stage and said.approver):
        raise Unsaid(Need.GROUNDS)


def _is_apologised(dossier: Dossier, _said: Said, now: datetime) -> None:
    if waits_for_apology(dossier, now):
        raise ApologyDue


def _extends(dossier: Dossier, said: Said, _now: datetime) -> None:
    if not may_extend(dossier):
        raise NoExtension(dossier.due_at)
    if said.extension < 1:
        raise Unsaid(Need.EXTENSION)


def _is_numbered(dossier: Dossier, _said: Said, _now: datetime) -> None:
    if not dossier.result_number:
        raise NotNumbered


def _is_not_numbered(dossier: Dossier, _said: Said, _now: datetime) -> None:
    if dossier.result_number:
        raise NumberedAlready


GUARDS: Final[Mapping[Need, Guard]] = {
    Need.REASON: _says("note", Need.REASON),
    Need.LEGAL_BASIS: _says("legal_basis", Need.LEGAL_BASIS),
    Need.UNIT: _decides,
    Need.DEFECTS: _says("defects", Need.DEFECTS),
    Need.GROUNDS: _has_grounds,
    Need.EXTENSION: _extends,
    Need.APOLOGY: _is_apologised,
    Need.NUMBER: _says("number", Need.NUMBER),
    Need.NUMBERED: _is_numbered,
    Need.NOT_NUMBERED: _is_not_numbered,
    Need.RECIPIENT: _says("recipient", Need.RECIPIENT),
    Need.RECEPTION_PAID: _paid(Collect.RECEPTION),
    Need.SUPPLEMENT_PAID: _paid(Collect.SUPPLEMENT),
    Need.RESULT_PAID: _paid(Collect.RESULT),
}

"""What an act changes in a dossier besides its state."""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, cast

from egov_kit.vietnam import day_of
from sqlalchemy.orm import Session, object_session

from egov_apps.onestop import deadline
from egov_apps.onestop.catalogue import Duration
from egov_apps.onestop.models import Delivery, Dossier, DossierDefect, DossierPause, PauseKind
from egov_apps.onestop.office_days import clock_of
from egov_apps.onestop.said import Said
from egov_apps.onestop.workflow import TERMINAL, Action, Move, State

Effect = Callable[[Dossier, Said, datetime], None]


def apply(dossier: Dossier, move: Move, said: Said, now: datetime) -> None:
    """Bring ``dossier`` to where ``move`` leads, with all that goes with it."""
    _end_pause(dossier, now)
    dossier.state = move.target
    if (effect := _EFFECTS.get(move.action)) is not None:
        effect(dossier, said, now)
    if move.target in (*TERMINAL, State.FINISHED) and dossier.finished_at is None:
        dossier.finished_at = now


def reckon(dossier: Dossier) -> datetime | None:
    """When ``dossier`` is due by its own procedure, appointment and pauses; `None` in a pause."""
    return _due(dossier, dossier.extended_by, _clock(dossier))


def _due(dossier: Dossier, extended_by: int, clock: deadline.Clock) -> datetime | None:
    duration = _lasting(dossier, dossier.processing_amount + extended_by)
    pauses = [_of_the_clock(each) for each in dossier.pauses]
    return deadline.due(dossier.received_at, duration, pauses, clock)


def _lasting(dossier: Dossier, amount: int) -> Duration:
    return Duration(amount=amount, unit="hour" if dossier.processing_unit == "hour" else "day")


def _clock(dossier: Dossier) -> deadline.Clock:
    session = cast(Session, object_session(dossier))  # what is acted on is in a transaction
    with session.no_autoflush:  # a dossier half changed is not written: an act is one version
        return clock_of(session, day_of(dossier.received_at))


def _of_the_clock(pause: DossierPause) -> deadline.Pause:
    return deadline.Pause(
        kind="payment" if pause.kind == PauseKind.PAYMENT else "supplement",
        start=pause.started_at,
        end=pause.ended_at,
    )


def _end_pause(dossier: Dossier, now: datetime) -> None:
    for each in dossier.pauses:
        if each.ended_at is None:
            each.ended_at = now
            dossier.due_at = reckon(dossier)


def _begin_pause(kind: PauseKind) -> Effect:
    def effect(dossier: Dossier, said: Said, now: datetime) -> None:
        position = len(dossier.pauses) + 1
        dossier.pauses.append(
            DossierPause(
                position=position,
                kind=kind,
                started_at=now,
                note=said.note,
                legal_basis=said.legal_basis,
                stage=said.stage,
                approver=said.approver,
                defects=_defects(said),
            )
        )
        dossier.due_at = reckon(dossier)

    return effect


def _defects(said: Said) -> list[DossierDefect]:
    return [
        DossierDefect(position=n, part_vi=each.part_vi, part_en=each.part_en, text=each.text)
        for n, each in enumerate(said.defects, start=1)
    ]


def _accept(dossier: Dossier, _said: Said, now: datetime) -> None:
    dossier.received_at = now
    dossier.due_at = reckon(dossier)


def _transfer(dossier: Dossier, said: Said, _now: datetime) -> None:
    dossier.at_unit = said.unit


def _number(dossier: Dossier, said: Said, _now: datetime) -> None:
    dossier.result_number = said.number


def _reappoint(dossier: Dossier, said: Said, now: datetime) -> None:
    """A new date, so much after the old one; after now, where that has passed.

    What it adds to the procedure's own time is kept too, in whole days or hours: a later pause
    moves the new date as it would have moved the old one.
    """
    clock = _clock(dossier)
    since = max(now, dossier.due_at or now)
    promised = deadline.due(since, _lasting(dossier, said.extension), [], clock) or since

    def keeps_it(extended_by: int) -> bool:
        found = _due(dossier, extended_by, clock)
        return found is None or found >= promised

    unit = timedelta(hours=1) if dossier.processing_unit == "hour" else timedelta(days=1)
    most = (promised - dossier.received_at) // unit + 1
    dossier.extended_by = 1 + bisect_left(range(1, most), True, key=keeps_it)
    dossier.due_at = promised


def _issue(dossier: Dossier, _said: Said, _now: datetime) -> None:
    dossier.delivery = Delivery.READY


def _return(dossier: Dossier, _said: Said, now: datetime) -> None:
    dossier.delivery, dossier.returned_at = Delivery.DELIVERED, now


_EFFECTS: Final[Mapping[Action, Effect]] = {
    Action.ACCEPT: _accept,
    Action.TRANSFER: _transfer,
    Action.REQUEST_PAPERS: _begin_pause(PauseKind.SUPPLEMENT),
    Action.REQUEST_PAYMENT: _begin_pause(PauseKind.PAYMENT),
    Action.NUMBER: _number,
    Action.ISSUE: _issue,
    Action.RETURN: _return,
    Action.REAPPOINT: _reappoint,
}

"""What an act changes in a dossier besides its state."""

from collections.abc import Callable, Mapping
from datetime import datetime
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
    duration = Duration(
        amount=dossier.processing_amount + dossier.extended_by,
        unit="hour" if dossier.processing_unit == "hour" else "day",
    )
    pauses = [_of_the_clock(each) for each in dossier.pauses]
    session = cast(Session, object_session(dossier))  # what is acted on is in a transaction
    with session.no_autoflush:  # a dossier half changed is not written: an act is one version
        clock = clock_of(session, day_of(dossier.received_at))
    return deadline.due(dossier.received_at, duration, pauses, clock)


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


def _reappoint(dossier: Dossier, said: Said, _now: datetime) -> None:
    dossier.extended_by = said.extension
    dossier.due_at = reckon(dossier)


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

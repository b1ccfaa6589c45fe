"""The outbox: steps that the national portal has not been told yet.

A row (`Outgoing`) is written by the transaction of its step, whoever writes that, so nothing is
told that did not happen and nothing that happened is forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from egov_kit.sql import within
from sqlalchemy import (
    ColumnElement,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from egov_apps.onestop.models import Dossier, DossierStep, Outgoing, Sync

CLAIM: Final = timedelta(seconds=60)
"""For how long a row is its sender's; a sender that died lets go of it then."""
_LONGEST: Final = 500


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A step to be told now."""

    id: int
    dossier: Dossier
    step: DossierStep


def claim(session: Session, now: datetime) -> Claimed | None:
    """The next step to be told, which is ours for `CLAIM`; `None` if nothing is due.

    A dossier's steps go in their order: a later one waits while an earlier one does. One that was
    refused holds up nobody.
    """
    found = session.scalar(_due(now).limit(1).with_for_update(skip_locked=True))
    if found is None:
        return None
    found.tries, found.try_after = found.tries + 1, now + CLAIM
    step = session.get_one(DossierStep, (found.dossier_id, found.position))
    dossier = session.get_one(Dossier, found.dossier_id)
    return Claimed(id=found.id, dossier=dossier, step=step)


def sent(session: Session, number: int, now: datetime) -> None:
    """The portal has it; the dossier's line of synchronisation follows its last step."""
    row = session.get_one(Outgoing, number)
    row.sent_at = now
    _follow(session, row, Sync.SENT)


def refuse(session: Session, number: int, reason: str) -> None:
    """The portal will not have it: it is not sent again before somebody says so."""
    row = session.get_one(Outgoing, number)
    row.refused, row.problem = True, reason[:_LONGEST]
    _follow(session, row, Sync.REFUSED)


def give_back(session: Session, number: int, why: str, now: datetime) -> None:
    """The portal could not be reached: whoever asks next may try it again."""
    row = session.get_one(Outgoing, number)
    row.try_after, row.problem = now, why[:_LONGEST]


def send_again(session: Session, units: Sequence[str], now: datetime) -> int:
    """Let what was refused in ``units`` be tried once more; answers how much."""
    mine = select(Dossier.id).where(within(Dossier.unit_code, units))
    refused = _REFUSED & Outgoing.dossier_id.in_(mine)
    again = session.execute(
        update(Outgoing).where(refused).values(refused=False, problem="", try_after=now)
    )
    return int(again.rowcount)  # type: ignore[attr-defined] # of a CursorResult


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """What waits and what was refused; ``oldest`` is when the first step that waits was done."""

    waiting: int
    refused: tuple[tuple[Outgoing, Dossier], ...]
    oldest: datetime | None


def backlog(session: Session, units: Sequence[str], *, limit: int) -> Backlog:
    """What is not with the portal of the dossiers that ``units`` cover; ``limit`` refusals."""
    joined = select(Outgoing, Dossier).join(Dossier, Dossier.id == Outgoing.dossier_id)
    mine = joined.where(within(Dossier.unit_code, units))
    refused = session.execute(mine.where(_REFUSED).order_by(Outgoing.id).limit(limit))
    waiting = (
        select(func.count(), func.min(DossierStep.at))
        .select_from(Outgoing)
        .join(Dossier, Dossier.id == Outgoing.dossier_id)
        .join(DossierStep, _IS_OF)
        .where(within(Dossier.unit_code, units), _WAITING)
    )
    count, oldest = session.execute(waiting).one()
    return Backlog(waiting=count, refused=tuple((row, of) for row, of in refused), oldest=oldest)


_WAITING: Final = Outgoing.sent_at.is_(None) & ~Outgoing.refused
_REFUSED: Final = Outgoing.sent_at.is_(None) & Outgoing.refused
_IS_OF: Final = (DossierStep.dossier_id == Outgoing.dossier_id) & (
    DossierStep.position == Outgoing.position
)


def _due(now: datetime) -> Any:  # noqa: ANN401 - a Select of SQLAlchemy
    earlier = aliased(Outgoing)
    before: ColumnElement[bool] = (
        select(earlier.id)
        .where(
            earlier.dossier_id == Outgoing.dossier_id,
            earlier.position < Outgoing.position,
            earlier.sent_at.is_(None),
            ~earlier.refused,
        )
        .exists()
    )
    due = (_WAITING, Outgoing.try_after <= now, ~before)
    return select(Outgoing).where(*due).order_by(Outgoing.id)


def _follow(session: Session, row: Outgoing, line: Sync) -> None:
    """The dossier's line follows what became of its last step, and does not count as a change."""
    last = select(func.max(DossierStep.position)).where(DossierStep.dossier_id == row.dossier_id)
    is_last = last.scalar_subquery() == row.position
    session.execute(update(Dossier).where(Dossier.id == row.dossier_id, is_last).values(sync=line))

"""How much working time a dossier has left."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from egov_kit.vietnam import day_of

from egov_apps.onestop.models import Dossier
from egov_apps.onestop.rules import rules
from egov_apps.onestop.workflow import State

_RUNNING: Final = frozenset(
    {
        State.RECEIVED,
        State.WITH_SPECIALIST,
        State.WITH_HEAD,
        State.WITH_SIGNER,
        State.WITH_CLERK,
    }
)
_PAUSED: Final = frozenset({State.AWAITING_PAPERS, State.AWAITING_PAYMENT})
_WARNING: Final = timedelta(hours=8)
"""Working time before the date from which on it is told as short: one working day."""


@dataclass(frozen=True, kw_only=True)
class TimeLeft:
    """Whole working days of eight hours, and hours where there is less than a day."""

    kind: Literal["paused", "overdue", "soon", "left"]
    days: int = 0
    hours: int = 0


def find_time_left(dossier: Dossier, now: datetime) -> TimeLeft | None:
    """The working time left, or gone by since the date; `None` where no clock runs."""
    if dossier.state in _PAUSED:
        return TimeLeft(kind="paused")
    if dossier.state not in _RUNNING or dossier.due_at is None:
        return None
    calendar = rules().clock(day_of(dossier.received_at)).calendar
    if now > dossier.due_at:
        return _told("overdue", calendar.worked(dossier.due_at, now))
    work = calendar.worked(now, dossier.due_at)
    return _told("soon" if work <= _WARNING else "left", work)


def _told(kind: Literal["overdue", "soon", "left"], work: timedelta) -> TimeLeft:
    hours = int(work / timedelta(hours=1))
    return TimeLeft(kind=kind, days=hours // 8, hours=hours % 8)

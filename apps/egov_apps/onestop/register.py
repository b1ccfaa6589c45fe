"""The register of dossiers (form 07): what was received from one day to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from egov_kit.sql import within
from egov_kit.vietnam import VIETNAM
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, raiseload

from egov_apps.onestop.models import Dossier


@dataclass(frozen=True, kw_only=True)
class Period:
    """Days in Vietnam, both of them included."""

    first: date
    last: date

    @classmethod
    def of(cls, first: str, last: str, today: date) -> "Period":
        """From what was typed as ``2026-11-23``; this month where it is no day."""
        start = _find_day(first) or today.replace(day=1)
        return cls(first=start, last=max(_find_day(last) or today, start))

    def bounds(self) -> tuple[datetime, datetime]:
        """The moment it begins, and the one at which it is over."""
        begin = datetime.combine(self.first, time(), VIETNAM)
        return begin, datetime.combine(self.last + timedelta(days=1), time(), VIETNAM)


def list_received(
    session: Session, units: Sequence[str], period: Period, *, offset: int = 0, limit: int | None
) -> list[Dossier]:
    """The dossiers that ``units`` cover and that were received in ``period``, oldest first."""
    asked = (
        select(Dossier)
        .where(*_wanted(units, period))
        .order_by(Dossier.received_at, Dossier.code)
        .offset(offset)
        .limit(limit)
        .options(raiseload("*"))
    )
    return list(session.scalars(asked))


def count_received(session: Session, units: Sequence[str], period: Period) -> int:
    """How many there are."""
    asked = select(func.count()).select_from(Dossier).where(*_wanted(units, period))
    return session.scalar(asked) or 0


def _wanted(units: Sequence[str], period: Period) -> tuple[ColumnElement[bool], ...]:
    begin, end = period.bounds()
    return within(Dossier.unit_code, units), Dossier.received_at >= begin, Dossier.received_at < end


def _find_day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None

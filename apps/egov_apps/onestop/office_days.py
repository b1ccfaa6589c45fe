"""Days on which the province works otherwise than the law says: who said so, and taking it back.

Deadlines reckoned from then on go by them; a date that was given is not moved.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from egov_kit.vietnam import day_of
from sqlalchemy import select
from sqlalchemy.orm import Session

from egov_apps.onestop.deadline import Clock
from egov_apps.onestop.errors import AlreadyUndone, ChangeUnknown, NothingChanges
from egov_apps.onestop.models import CalendarChange
from egov_apps.onestop.officer import Officer
from egov_apps.onestop.rules import rules


@dataclass(frozen=True, kw_only=True)
class NewDay:
    """Whether the offices work on ``day``, why, and by which document."""

    day: date
    works: bool
    reason: str
    basis: str


def clock_of(session: Session, day: date) -> Clock:
    """What a dossier received on ``day`` goes by: the law, and what the province said besides."""
    asked = (
        select(CalendarChange)
        .where(CalendarChange.undone_at.is_(None), CalendarChange.day >= day)
        .order_by(CalendarChange.made_at)
    )
    return rules().clock(day, {each.day: each.works for each in session.scalars(asked)})


def list_changes(session: Session) -> list[CalendarChange]:
    """All that was ever changed, also what was undone; the newest first."""
    return list(session.scalars(select(CalendarChange).order_by(CalendarChange.made_at.desc())))


def change_day(session: Session, new: NewDay, by: Officer, *, now: datetime) -> CalendarChange:
    """Say that the offices work on a day, or do not; raises `NothingChanges` if that is so."""
    if clock_of(session, new.day).calendar.is_working(new.day) == new.works:
        raise NothingChanges(new.day)
    made = CalendarChange(
        id=uuid4(),
        day=new.day,
        works=new.works,
        reason=new.reason,
        basis=new.basis,
        made_at=now,
        made_by=by.staff_id,
        made_by_name=by.name,
        made_post=by.post.id,
    )
    session.add(made)
    session.flush()
    return made


def undo(session: Session, change_id: UUID, by: Officer, *, now: datetime) -> CalendarChange:
    """Take a change back; the one before it holds again, or the law.

    Raises `ChangeUnknown`, and `AlreadyUndone` if somebody was faster.
    """
    asked = select(CalendarChange).where(CalendarChange.id == change_id).with_for_update()
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise ChangeUnknown(change_id)
    if found.undone_at is not None:
        raise AlreadyUndone(change_id)
    found.undone_at, found.undone_by, found.undone_by_name = now, by.staff_id, by.name
    return found


def special_days(session: Session, now: datetime) -> list[tuple[date, bool]]:
    """Days from today on that are not as their weekday says, each with whether there is work."""
    today = day_of(now)
    calendar = clock_of(session, today).calendar
    special = {d for d in calendar.off if d.weekday() in calendar.weekdays} | {
        d for d in calendar.on if d.weekday() not in calendar.weekdays
    }
    return [(each, calendar.is_working(each)) for each in sorted(special) if each >= today]

"""The monthly report: what each unit received in a month, and what had become of it at its end.

The columns are those of an agency's monthly report (second hand). These are working definitions
until the legal text says otherwise:

- A dossier comes in when its clock starts: at the counter, or when a counter accepts what came
  online. What a counter refuses, or the applicant withdraws, before it was accepted comes in and
  goes at once. What waits to be accepted is not in the report.
- It is done when the work on it ended: processed, refused, withdrawn, or stopped. One that was
  recorded by mistake counts as stopped, as its national status says.
- Processed: late is after it was due; early is on a day before that; the rest is on time. What is
  older than the reckoning of deadlines has no due date and is never late. One whose new date was
  set after the first had passed is late from the first on, whatever became of the new one.
- All else is as it was when the month ended; in the month that goes on, as it is now. In process
  does not hold what waits for papers or payment: its clock stands still.

So for each unit and month: carried over + received = processed + in process + paused + stopped +
refused + withdrawn; and in process + paused is what the next month carries over. What happens later
never changes the report of a month that is over: a date that has passed stays missed. Not in
the sum: ``saturday`` is a part of ``received``; ``undelivered`` are results at the desk, whenever
they were made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Final

from egov_kit.database import UtcDateTime
from egov_kit.sql import within
from egov_kit.vietnam import VIETNAM
from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from egov_apps.onestop.models import Channel, Dossier, DossierPause, DossierStep
from egov_apps.onestop.workflow import Action, State

_SATURDAY: Final = 5


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month in Vietnam, named by its first day."""

    first: date

    @classmethod
    def of(cls, typed: str, today: date) -> "Month":
        """From what was typed as ``2026-11``; this month where it is none, or has not begun."""
        now = today.replace(day=1)
        try:
            return cls(first=min(datetime.strptime(typed, "%Y-%m").date(), now))  # noqa: DTZ007
        except ValueError:
            return cls(first=now)

    @property
    def days(self) -> list[date]:
        """Each of its days."""
        following = (self.first + timedelta(days=31)).replace(day=1)
        return [self.first + timedelta(days=n) for n in range((following - self.first).days)]

    @property
    def begin(self) -> datetime:
        """The moment it begins."""
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """The moment at which it is over."""
        return _midnight(self.days[-1] + timedelta(days=1))


@dataclass(frozen=True, kw_only=True)
class Counts:
    """A line of the report, in dossiers; the text at the head of the module defines each."""

    carried_over: int = 0
    online: int = 0
    counter: int = 0
    post: int = 0
    saturday: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    in_time: int = 0
    overdue: int = 0
    paused: int = 0
    stopped: int = 0
    refused: int = 0
    withdrawn: int = 0
    undelivered: int = 0
    done: int = 0
    done_in_time: int = 0

    @property
    def received(self) -> int:
        """What came in, whichever way."""
        return self.online + self.counter + self.post

    @property
    def on_time_rate(self) -> float | None:
        """Of all that was done the share by its due date, 0 to 1; `None` if nothing was done.

        What was refused, withdrawn or stopped is done too, as in the national index.
        """
        return self.done_in_time / self.done if self.done else None


def report(
    session: Session, units: Sequence[str], month: Month, *, now: datetime
) -> dict[str, Counts]:
    """A line for each unit covered by ``units`` that has something to tell, by its code."""
    conditions = _conditions(month, min(month.end, now))
    sums = [func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in conditions.values()]
    asked = (
        select(Dossier.unit_code, *sums)
        .where(within(Dossier.unit_code, units), _ever_of_it(month))
        .group_by(Dossier.unit_code)
        .order_by(Dossier.unit_code)
    )
    rows = session.execute(asked)
    return {unit: Counts(**dict(zip(conditions, sums, strict=True))) for unit, *sums in rows}


def total(lines: Iterable[Counts]) -> Counts:
    """All units together."""
    lines = list(lines)
    names = [each.name for each in fields(Counts)]
    return Counts(**{name: sum(getattr(each, name) for each in lines) for name in names})


def _conditions(month: Month, as_of: datetime) -> Mapping[str, ColumnElement[bool]]:
    """When a dossier counts in a column of `Counts`."""
    came_in, there = and_(_came_in >= month.begin, _came_in < as_of), _open_at(as_of)
    done = and_(Dossier.finished_at >= month.begin, Dossier.finished_at < as_of)
    processed = and_(done, Dossier.state.in_(_PROCESSED))
    late = _due_before(Dossier.finished_at)
    early = and_(Dossier.due_at.is_not(None), Dossier.due_at >= _end_of_day(month), ~late)
    overdue = _due_before(literal(as_of, UtcDateTime))
    elsewhere = Dossier.channel.in_((Channel.ONLINE, Channel.POST))
    return {
        "carried_over": _open_at(month.begin),
        "online": and_(came_in, Dossier.channel == Channel.ONLINE),
        "counter": and_(came_in, ~elsewhere),
        "post": and_(came_in, Dossier.channel == Channel.POST),
        "saturday": and_(came_in, _on_saturday(month)),
        "early": and_(processed, early),
        "on_time": and_(processed, ~late, ~early),
        "late": and_(processed, late),
        "in_time": and_(there, ~_paused_at(as_of), ~overdue),
        "overdue": and_(there, ~_paused_at(as_of), overdue),
        "paused": and_(there, _paused_at(as_of)),
        "stopped": and_(done, Dossier.state.in_((State.STOPPED, State.VOID))),
        "refused": and_(done, Dossier.state == State.NOT_RECEIVED),
        "withdrawn": and_(done, Dossier.state == State.WITHDRAWN),
        "undelivered": _undelivered_at(as_of),
        "done": done,
        "done_in_time": and_(done, ~late),
    }


_PROCESSED: Final = (State.FINISHED, State.RETURNED)

_came_in: Final = case(
    (
        and_(Dossier.due_at.is_(None), Dossier.state.in_((State.NOT_RECEIVED, State.WITHDRAWN))),
        Dossier.finished_at,
    ),
    else_=Dossier.received_at,
)
"""Only what no counter accepted ends without ever having been due."""


def _ever_of_it(month: Month) -> ColumnElement[bool]:
    """Whether a dossier can count at all: what was delivered long ago cannot."""
    ended = Dossier.finished_at < month.begin
    delivered = Dossier.returned_at.is_not(None) & (Dossier.returned_at < month.begin)
    gone = and_(Dossier.finished_at.is_not(None), ended, or_(_never_delivered(), delivered))
    return and_(Dossier.received_at < month.end, Dossier.state != State.REGISTERED, ~gone)


def _never_delivered() -> ColumnElement[bool]:
    return Dossier.state.not_in(_PROCESSED)


def _open_at(moment: datetime) -> ColumnElement[bool]:
    unfinished = or_(Dossier.finished_at.is_(None), Dossier.finished_at >= moment)
    return and_(_came_in < moment, unfinished)


def _due_before(
    moment: SQLColumnExpression[datetime] | SQLColumnExpression[datetime | None],
) -> ColumnElement[bool]:
    """Whether a date had passed by then: the one that stands, or one before an apology."""
    passed = and_(Dossier.due_at.is_not(None), Dossier.due_at < moment)
    apology, before = aliased(DossierStep), aliased(DossierStep)
    is_before = and_(
        before.dossier_id == apology.dossier_id, before.position == apology.position - 1
    )
    late = (apology.action == Action.REAPPOINT, before.due_at < apology.at)
    missed = (
        select(apology.position)
        .join(before, is_before)
        .where(apology.dossier_id == Dossier.id, *late, before.due_at < moment)
        .exists()
    )
    return or_(passed, and_(Dossier.extended_by > 0, missed))


def _paused_at(moment: datetime) -> ColumnElement[bool]:
    going_on = or_(DossierPause.ended_at.is_(None), DossierPause.ended_at >= moment)
    its_own = DossierPause.dossier_id == Dossier.id
    return (
        select(DossierPause.position)
        .where(its_own, DossierPause.started_at < moment, going_on)
        .exists()
    )


def _undelivered_at(moment: datetime) -> ColumnElement[bool]:
    there = or_(Dossier.returned_at.is_(None), Dossier.returned_at >= moment)
    return and_(Dossier.state.in_(_PROCESSED), Dossier.finished_at < moment, there)


def _on_saturday(month: Month) -> ColumnElement[bool]:
    saturdays = [each for each in month.days if each.weekday() == _SATURDAY]
    return or_(*(and_(_came_in >= _midnight(d), _came_in < _next(d)) for d in saturdays))


def _end_of_day(month: Month) -> ColumnElement[datetime]:
    """When the day in Vietnam is over on which a dossier was finished in ``month``.

    Spelled out day by day, as databases reckon with zones each in their own way.
    """
    ends = [_next(day) for day in month.days]
    return case(*((Dossier.finished_at < end, literal(end, UtcDateTime)) for end in ends))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


def _next(day: date) -> datetime:
    return _midnight(day + timedelta(days=1))

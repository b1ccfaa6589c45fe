"""When a dossier is due: a pure function of what happened to it, the rules and the calendar.

The rules are working definitions (``data/rules.toml``) until the legal text says otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal

from egov_kit.vietnam import VIETNAM, day_of

from egov_apps.onestop.catalogue import Duration
from egov_apps.onestop.working_time import Calendar


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A time in which the clock stood still; ``end`` is `None` while it does.

    ``supplement``: papers were missing. ``payment``: a fee was to be paid.
    """

    kind: Literal["supplement", "payment"]
    start: datetime
    end: datetime | None


@dataclass(frozen=True, kw_only=True)
class Clock:
    """What deadlines go by: ``cut_off`` is the last moment at which a day still counts as begun."""

    calendar: Calendar
    cut_off: time


def due(
    received: datetime, duration: Duration, pauses: Sequence[Pause], clock: Clock
) -> datetime | None:
    """When the result is due; `None` while a pause goes on.

    ``received`` is aware, ``pauses`` stand in the order in which they began. One that began after
    the dossier was due gives nothing back.
    """
    begun, left = received, _all_of(duration, clock)
    for each in pauses:
        if each.start > left.end(begun):
            continue
        if each.end is None:
            return None
        begun, left = each.end, left.after(begun, each.start)
    return left.end(begun)


def late_for_index(pauses: Sequence[Pause]) -> bool:
    """Whether the national index counts the dossier as late, whenever it is done.

    It does from the second request for papers on (domain rule of the service-quality index).
    """
    return sum(each.kind == "supplement" for each in pauses) > 1


@dataclass(frozen=True, kw_only=True)
class _Days:
    """Working days that are left. The day on which they begin is day 0.

    Of a pause the days up to and including its first are used, the rest is counted from the day
    after its last. Where none are left the last day counts as one of a same-day procedure.
    """

    amount: int
    clock: Clock

    def end(self, begun: datetime) -> datetime:
        """When the last day's work ends."""
        calendar, local = self.clock.calendar, begun.astimezone(VIETNAM)
        in_time = calendar.is_working(local.date()) and local.time() <= self.clock.cut_off
        if self.amount == 0 and in_time:
            return calendar.closing(local.date())
        days = calendar.working_days(local.date())
        return calendar.closing([next(days) for _ in range(max(self.amount, 1))][-1])

    def after(self, begun: datetime, until: datetime) -> "_Days":
        """What is left at ``until``."""
        used = self.clock.calendar.count(day_of(begun), day_of(until))
        return replace(self, amount=max(self.amount - used, 0))


@dataclass(frozen=True, kw_only=True)
class _Hours:
    """Working hours that are left: only working time counts."""

    amount: timedelta
    clock: Clock

    def end(self, begun: datetime) -> datetime:
        """When they have been worked."""
        return self.clock.calendar.add(begun, self.amount)

    def after(self, begun: datetime, until: datetime) -> "_Hours":
        """What is left at ``until``."""
        return replace(self, amount=self.amount - self.clock.calendar.worked(begun, until))


def _all_of(duration: Duration, clock: Clock) -> _Days | _Hours:
    if duration.unit == "day":
        return _Days(amount=duration.amount, clock=clock)
    return _Hours(amount=timedelta(hours=duration.amount), clock=clock)

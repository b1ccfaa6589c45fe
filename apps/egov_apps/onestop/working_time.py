"""When the offices work: which days, which hours of them. All times are those of Vietnam."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from egov_kit.vietnam import VIETNAM

_DAY: Final = timedelta(days=1)
_LONGEST_CLOSURE: Final = 366
"""Days without a working day after which a calendar is taken for a mistake."""


@dataclass(frozen=True, kw_only=True)
class Hours:
    """One part of a working day, such as the morning; it has ended at ``end``."""

    start: time
    end: time


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Working days and hours.

    ``weekdays`` as `date.weekday` counts them, Monday 0. ``off`` are days of these without work
    (holidays, swapped days, closures), ``on`` are other days with work (make-up days).
    """

    weekdays: frozenset[int]
    hours: tuple[Hours, ...]
    off: frozenset[date]
    on: frozenset[date]

    def is_working(self, day: date) -> bool:
        """Whether the offices work on that day."""
        return day in self.on or (day.weekday() in self.weekdays and day not in self.off)

    def working_days(self, after: date) -> Iterator[date]:
        """The working days after that one, without end; raises `ValueError` if there are none."""
        day, idle = after, 0
        while idle < _LONGEST_CLOSURE:
            day, idle = day + _DAY, idle + 1
            if self.is_working(day):
                yield day
                idle = 0
        raise ValueError(f"the calendar has no working day in the year after {after}")

    def count(self, after: date, until: date) -> int:
        """How many working days there are after one day, up to and including another."""
        days = (until - after).days
        return sum(self.is_working(after + n * _DAY) for n in range(1, days + 1))

    def closing(self, day: date) -> datetime:
        """When the work of that day ends."""
        return datetime.combine(day, self.hours[-1].end, VIETNAM)

    def add(self, moment: datetime, work: timedelta) -> datetime:
        """The moment at which ``work`` has been done if it begins at ``moment``."""
        for start, end in self._spans(moment):
            if work <= end - start:
                return start + work
            work -= end - start
        raise AssertionError("unreachable: working days do not end")

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments."""
        total = timedelta()
        for opening, closing in self._spans(start):
            if opening >= end:
                break
            total += min(closing, end) - opening
        return total

    def _spans(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of working time from ``moment`` on."""
        local = moment.astimezone(VIETNAM)
        for day in self.working_days(local.date() - _DAY):
            for each in self.hours:
                start = datetime.combine(day, each.start, VIETNAM)
                end = datetime.combine(day, each.end, VIETNAM)
                if end > local:
                    yield max(start, local), end

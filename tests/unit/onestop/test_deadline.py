"""When a dossier is due: the table of working definitions, and what holds for any dossier."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from egov_apps.onestop.catalogue import Duration
from egov_apps.onestop.deadline import Clock, Pause, due, late_for_index
from egov_apps.onestop.rules import rules
from egov_kit.vietnam import VIETNAM
from hypothesis import assume, given
from hypothesis import strategies as st


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


def days(amount: int) -> Duration:
    return Duration(amount=amount, unit="day")


def hours(amount: int) -> Duration:
    return Duration(amount=amount, unit="hour")


def supplement(start: str, end: str | None) -> Pause:
    return Pause(kind="supplement", start=at(start), end=at(end) if end else None)


def clock_of(moment: datetime) -> Clock:
    return rules().clock(moment.astimezone(VIETNAM).date())


def due_at(received: str, duration: Duration, *pauses: Pause) -> datetime | None:
    return due(at(received), duration, pauses, clock_of(at(received)))


@pytest.mark.parametrize(
    ("received", "duration", "pauses", "expected"),
    [
        # 24/11 is a holiday
        ("20/11/2026 10:00", days(5), [], "30/11/2026 17:00"),
        ("20/11/2026 15:01", days(5), [], "30/11/2026 17:00"),
        # at the counter that is open on Saturday
        ("21/11/2026 09:00", days(5), [], "30/11/2026 17:00"),
        # Tết is 16-20/02
        ("13/02/2026 10:00", days(3), [], "25/02/2026 17:00"),
        # Saturday 22/08 is a make-up working day
        ("21/08/2026 10:00", days(2), [], "24/08/2026 17:00"),
        # 31/08 is swapped, 01-02/09 are holidays
        ("27/08/2026 10:00", days(3), [], "04/09/2026 17:00"),
        ("20/11/2026 15:00", days(0), [], "20/11/2026 17:00"),
        ("20/11/2026 15:01", days(0), [], "23/11/2026 17:00"),
        ("20/11/2026 10:00", hours(4), [], "20/11/2026 15:30"),
        ("20/11/2026 16:00", hours(4), [], "23/11/2026 10:30"),
        (
            "20/11/2026 10:00",
            days(5),
            [supplement("25/11/2026 09:00", "30/11/2026 14:00")],
            "03/12/2026 17:00",
        ),
        # paused on the holiday
        (
            "20/11/2026 10:00",
            days(5),
            [supplement("24/11/2026 09:00", "26/11/2026 09:00")],
            "02/12/2026 17:00",
        ),
        # two supplements: as above by the same rule
        (
            "20/11/2026 10:00",
            days(5),
            [
                supplement("25/11/2026 09:00", "30/11/2026 14:00"),
                supplement("01/12/2026 09:00", "03/12/2026 14:00"),
            ],
            "07/12/2026 17:00",
        ),
    ],
)
def test_the_table_of_working_definitions(
    received: str, duration: Duration, pauses: Sequence[Pause], expected: str
) -> None:
    assert due_at(received, duration, *pauses) == at(expected)


def test_a_second_supplement_is_late_for_the_index() -> None:
    first = supplement("25/11/2026 09:00", "30/11/2026 14:00")
    second = supplement("01/12/2026 09:00", "03/12/2026 14:00")
    payment = Pause(kind="payment", start=second.start, end=second.end)

    assert not late_for_index([first])
    assert not late_for_index([first, payment])
    assert late_for_index([first, second])


def test_the_clock_stands_still_while_a_pause_goes_on() -> None:
    assert due_at("20/11/2026 10:00", days(5), supplement("25/11/2026 09:00", None)) is None
    assert due_at("20/11/2026 10:00", hours(4), supplement("20/11/2026 11:00", None)) is None


def test_a_pause_after_the_due_time_gives_nothing_back() -> None:
    late = supplement("01/12/2026 09:00", "10/12/2026 09:00")

    assert due_at("20/11/2026 10:00", days(5), late) == at("30/11/2026 17:00")


def test_a_pause_on_the_last_day_leaves_that_of_the_return() -> None:
    morning = supplement("30/11/2026 09:00", "02/12/2026 09:00")
    evening = supplement("30/11/2026 09:00", "02/12/2026 15:30")

    assert due_at("20/11/2026 10:00", days(5), morning) == at("02/12/2026 17:00")
    assert due_at("20/11/2026 10:00", days(5), evening) == at("03/12/2026 17:00")


def test_hours_stop_and_go_on_to_the_minute() -> None:
    lunch = supplement("20/11/2026 11:00", "20/11/2026 14:00")

    assert due_at("20/11/2026 10:00", hours(4), lunch) == at("20/11/2026 17:00")


@pytest.mark.parametrize(("second", "day"), [(0, 20), (1, 23)])
def test_cut_off_is_exact_to_the_second(second: int, day: int) -> None:
    received = at("20/11/2026 15:00") + timedelta(seconds=second)

    assert due(received, days(0), [], clock_of(received)) == at(f"{day}/11/2026 17:00")


def test_make_up_day_of_the_provinces_own_list_counts() -> None:
    assert due_at("09/01/2026 10:00", days(1)) == at("10/01/2026 17:00")
    assert due_at("31/12/2025 10:00", days(1)) == at("05/01/2026 17:00")


MOMENTS = st.datetimes(datetime(2025, 7, 1), datetime(2027, 6, 30)).map(  # noqa: DTZ001 # local
    lambda naive: naive.replace(tzinfo=VIETNAM)
)
DURATIONS = st.builds(days, st.integers(0, 60)) | st.builds(hours, st.integers(1, 80))


@st.composite
def histories(draw: st.DrawFn) -> tuple[datetime, list[Pause]]:
    """A reception and what paused it, in order."""
    moments = sorted(draw(st.sets(MOMENTS, min_size=1, max_size=5)))
    kinds = st.sampled_from(["supplement", "payment"])
    pairs = list(pairwise(moments[1:]))[::2]
    return moments[0], [Pause(kind=draw(kinds), start=a, end=b) for a, b in pairs]


@given(history=histories(), duration=DURATIONS)
def test_it_is_due_in_working_time_after_reception(
    history: tuple[datetime, list[Pause]], duration: Duration
) -> None:
    received, pauses = history
    clock = clock_of(received)
    found = due(received, duration, pauses, clock)

    assert found is not None
    assert found > received
    assert clock.calendar.is_working(found.date())
    assert any(each.start <= found.time() <= each.end for each in clock.calendar.hours)


@given(history=histories(), duration=DURATIONS, later=st.timedeltas(timedelta(0), timedelta(30)))
def test_who_comes_later_is_not_due_earlier(
    history: tuple[datetime, list[Pause]], duration: Duration, later: timedelta
) -> None:
    received, _ = history
    clock = clock_of(received)
    first = due(received, duration, [], clock)
    second = due(received + later, duration, [], clock)

    assert first is not None
    assert second is not None
    assert first <= second


@given(received=MOMENTS, amount=st.integers(0, 60), more=st.integers(1, 10))
def test_more_time_is_never_less(received: datetime, amount: int, more: int) -> None:
    clock = clock_of(received)
    for unit in (days, hours):
        short, long = (due(received, unit(n), [], clock) for n in (amount, amount + more))
        assert short is not None
        assert long is not None
        assert short < long or amount == 0


@given(history=histories(), duration=DURATIONS, longer=st.timedeltas(timedelta(0), timedelta(20)))
def test_a_longer_pause_is_never_due_earlier(
    history: tuple[datetime, list[Pause]], duration: Duration, longer: timedelta
) -> None:
    received, pauses = history
    assume(pauses)
    clock, last = clock_of(received), pauses[-1]
    assert last.end is not None
    longest = Pause(kind=last.kind, start=last.start, end=last.end + longer)
    first = due(received, duration, pauses, clock)
    second = due(received, duration, [*pauses[:-1], longest], clock)

    assert first is not None
    assert second is not None
    assert first <= second


@given(history=histories(), amount=st.integers(1, 60))
def test_days_before_and_after_pauses_add_up(
    history: tuple[datetime, list[Pause]], amount: int
) -> None:
    received, pauses = history
    calendar = clock_of(received).calendar
    found = due(received, days(amount), pauses, clock_of(received))
    assert found is not None

    used, begun = 0, received
    for each in pauses:
        if each.start > found:
            break
        assert each.end is not None
        used += calendar.count(begun.date(), each.start.date())
        begun = each.end
    rest = calendar.count(begun.date(), found.date())
    # A day that was the last one when it was paused is given once more.
    assert used + rest == amount or (used >= amount and rest <= 1)


@given(received=MOMENTS, amount=st.integers(1, 80), data=st.data())
def test_hours_before_and_after_a_pause_add_up(
    received: datetime, amount: int, data: st.DataObject
) -> None:
    clock = clock_of(received)
    unpaused = due(received, hours(amount), [], clock)
    assert unpaused is not None
    minutes = int((unpaused - received).total_seconds() // 60)
    start = received + timedelta(minutes=data.draw(st.integers(0, minutes)))
    end = start + timedelta(minutes=data.draw(st.integers(0, 20_000)))
    paused = due(received, hours(amount), [Pause(kind="payment", start=start, end=end)], clock)

    assert paused is not None
    worked = clock.calendar.worked
    assert worked(received, start) + worked(end, paused) == timedelta(hours=amount)


def test_a_calendar_without_a_working_day_is_a_mistake_and_no_endless_search() -> None:
    clock = clock_of(at("20/11/2026 10:00"))
    never = Clock(
        calendar=type(clock.calendar)(
            weekdays=frozenset(), hours=clock.calendar.hours, off=frozenset(), on=frozenset()
        ),
        cut_off=time(15),
    )

    with pytest.raises(ValueError, match="no working day"):
        due(at("20/11/2026 10:00"), days(1), [], never)


def test_rules_before_the_first_pack_are_those_of_the_first() -> None:
    assert rules().pack(date(2010, 1, 1)).name == "2015"
    assert rules().pack(date(2025, 6, 30)).name == "2015"
    assert rules().pack(date(2025, 7, 1)).name == "2026"

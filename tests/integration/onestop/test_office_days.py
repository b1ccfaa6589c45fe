"""Days that the province says are otherwise: who said so, what it moves, and taking it back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from egov_apps.onestop.catalogue import Duration
from egov_apps.onestop.errors import AlreadyUndone, NothingChanges
from egov_apps.onestop.models import CalendarChange, Dossier
from egov_apps.onestop.office_days import NewDay, change_day, list_changes, undo
from egov_kit import database
from egov_kit.settings import Settings
from egov_kit.vietnam import VIETNAM
from sqlalchemy.orm import Session

from tests.support._dossiers import NOON, a_receiver, an_intake, record

FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=VIETNAM)


@pytest.fixture
def session(onestop: Settings) -> Iterator[Session]:
    with database.transaction(onestop, "danang", "onestop") as session:
        yield session


def received(session: Session, days: int, at: datetime = FRIDAY) -> Dossier:
    intake = an_intake()
    duration = Duration(amount=days, unit="day")
    procedure = replace(intake.procedure, processing=duration)
    return record(session, replace(intake, procedure=procedure), now=at)


def say(session: Session, day: date, *, works: bool, now: datetime = NOON) -> CalendarChange:
    new = NewDay(day=day, works=works, reason="Bão số 12", basis="Công điện 101")
    return change_day(session, new, a_receiver(), now=now)


def due(dossier: Dossier) -> str:
    assert dossier.due_at
    return f"{dossier.due_at.astimezone(VIETNAM):%d/%m %H:%M}"


def test_domain_1_five_days_over_24_november(session: Session) -> None:
    assert due(received(session, 5)) == "30/11 17:00"


def test_domain_1_three_days_over_tet(session: Session) -> None:
    at = datetime(2026, 2, 13, 10, 0, tzinfo=VIETNAM)

    assert due(received(session, 3, at)) == "25/02 17:00"


def test_domain_1_a_make_up_saturday_counts(session: Session) -> None:
    at = datetime(2026, 8, 21, 10, 0, tzinfo=VIETNAM)

    assert due(received(session, 2, at)) == "24/08 17:00"


def test_domain_2_a_minute_past_three_is_the_next_working_day(session: Session) -> None:
    at = datetime(2026, 11, 20, 15, 1, tzinfo=VIETNAM)

    assert due(received(session, 0, at)) == "23/11 17:00"


def test_a_closed_day_moves_what_comes_after_and_nothing_that_was_given(session: Session) -> None:
    before = received(session, 5)
    say(session, date(2026, 11, 25), works=False)

    assert due(received(session, 5)) == "01/12 17:00"
    assert due(before) == "30/11 17:00"


def test_a_holiday_can_be_made_a_working_day(session: Session) -> None:
    say(session, date(2026, 11, 24), works=True)

    assert due(received(session, 5)) == "27/11 17:00"


def test_a_saturday_can_be_made_a_working_day(session: Session) -> None:
    say(session, date(2026, 11, 28), works=True)

    assert due(received(session, 5)) == "28/11 17:00"


def test_an_undone_change_holds_no_more_and_is_still_told(session: Session) -> None:
    made = say(session, date(2026, 11, 25), works=False)
    undo(session, made.id, a_receiver(), now=NOON + timedelta(minutes=1))

    assert due(received(session, 5)) == "30/11 17:00"
    [told] = list_changes(session)
    assert (told.made_by_name, told.reason, told.undone_by_name) == (
        "Nguyễn Văn An",
        "Bão số 12",
        "Nguyễn Văn An",
    )


def test_the_change_before_holds_again_when_the_last_is_undone(session: Session) -> None:
    say(session, date(2026, 11, 25), works=False)
    last = say(session, date(2026, 11, 25), works=True, now=NOON + timedelta(minutes=1))
    assert due(received(session, 5)) == "30/11 17:00"

    undo(session, last.id, a_receiver(), now=NOON + timedelta(minutes=2))

    assert due(received(session, 5)) == "01/12 17:00"


def test_a_change_is_undone_once(session: Session) -> None:
    made = say(session, date(2026, 11, 25), works=False)
    undo(session, made.id, a_receiver(), now=NOON)

    with pytest.raises(AlreadyUndone):
        undo(session, made.id, a_receiver(), now=NOON)


def test_what_is_so_already_is_no_change(session: Session) -> None:
    with pytest.raises(NothingChanges):
        say(session, date(2026, 11, 24), works=False)

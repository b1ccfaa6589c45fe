"""The monthly report, on both databases."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import pairwise
from random import Random

import openpyxl
import pytest
from egov_apps.onestop.errors import ActRefused
from egov_apps.onestop.models import Channel, Dossier
from egov_apps.onestop.report import Counts, Month, report, total
from egov_apps.onestop.service import register
from egov_apps.onestop.workflow import Action, Role, State, list_moves
from egov_kit import database
from egov_kit.settings import Settings
from egov_kit.vietnam import VIETNAM
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support._counter import Counter, a_person
from tests.support._dossiers import a_receiver, an_intake, in_days, record
from tests.support._life import WAYS, do, lead

OCTOBER, NOVEMBER, DECEMBER = (Month(first=date(2026, n, 1)) for n in (10, 11, 12))
ELSEWHERE = a_person("H17.30|counter-officer|main", grants=("onestop.counter@H17.30",))
LATER = datetime(2027, 2, 1, tzinfo=UTC)


@pytest.fixture
def session(onestop: Settings) -> Iterator[Session]:
    with database.transaction(onestop, "danang", "onestop") as opened:
        yield opened


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M:%S").replace(tzinfo=VIETNAM)


def told(session: Session, month: Month, now: datetime = LATER) -> dict[str, int]:
    """What is not 0 in the report of the Department of Construction."""
    line = report(session, ["H17.08"], month, now=now).get("H17.08", Counts())
    return {name: value for name, value in vars(line).items() if value}


def online(session: Session, now: str) -> Dossier:
    return register(
        session, an_intake(), a_receiver(), now=at(now), choose=lambda letters: letters[0]
    )


def test_a_month_begins_and_ends_at_midnight_in_vietnam(session: Session) -> None:
    for moment in ("31/10/2026 23:59:59", "01/11/2026 00:00:00", "30/11/2026 23:59:59"):
        record(session, in_days(60), now=at(moment))

    assert told(session, OCTOBER) == {"counter": 1, "saturday": 1, "in_time": 1}
    assert told(session, NOVEMBER) == {"carried_over": 1, "counter": 2, "in_time": 3}
    assert told(session, DECEMBER) == {"carried_over": 3, "in_time": 3}


def test_it_tells_ways_of_coming_in_apart(session: Session) -> None:
    for channel in Channel:
        record(session, in_days(60), now=at("21/11/2026 09:00:00")).channel = channel
    session.flush()

    assert told(session, NOVEMBER) == {
        "counter": 1,
        "online": 1,
        "post": 1,
        "saturday": 3,
        "in_time": 3,
    }


@pytest.mark.parametrize(
    ("finished", "column"),
    [
        ("26/11/2026 23:59:59", "early"),
        ("27/11/2026 00:00:00", "on_time"),
        ("27/11/2026 17:00:00", "on_time"),
        ("27/11/2026 17:00:01", "late"),
    ],
)
def test_it_tells_early_on_time_and_late_apart(
    session: Session, finished: str, column: str
) -> None:
    # Friday to Friday: the 24th is a holiday.
    dossier = record(session, in_days(4), now=at("20/11/2026 10:00:00"))
    lead(session, dossier, State.WITH_CLERK, now=at("23/11/2026 10:00:00"))
    for action in (Action.NUMBER, Action.ISSUE):
        do(session, dossier, action, Role.CLERK, now=at(finished))

    in_time = {} if column == "late" else {"done_in_time": 1}
    expected = {"counter": 1, column: 1, "undelivered": 1, "done": 1} | in_time
    assert told(session, NOVEMBER) == expected
    assert told(session, DECEMBER) == {"undelivered": 1}


def test_what_goes_on_is_overdue_as_of_now_and_of_a_month_that_is_over_as_of_its_end(
    session: Session,
) -> None:
    record(session, in_days(4), now=at("20/11/2026 10:00:00"))
    record(session, in_days(8), now=at("20/11/2026 10:00:00"))

    before = told(session, NOVEMBER, at("27/11/2026 17:00:00"))
    assert before == {"counter": 2, "in_time": 2}
    after = told(session, NOVEMBER, at("27/11/2026 17:00:01"))
    assert after == {"counter": 2, "in_time": 1, "overdue": 1}
    assert told(session, NOVEMBER) == after


@pytest.mark.parametrize(
    ("apology", "column"), [("27/11/2026 17:00:00", "early"), ("27/11/2026 17:00:01", "late")]
)
def test_what_was_apologised_for_late_is_late_whatever_the_new_date(
    session: Session, apology: str, column: str
) -> None:
    dossier = record(session, in_days(4), now=at("20/11/2026 10:00:00"))
    lead(session, dossier, State.WITH_SIGNER, now=at("23/11/2026 10:00:00"))
    do(session, dossier, Action.REAPPOINT, Role.SIGNER, now=at(apology), extension=9)
    open_at_the_end = "in_time" if column == "early" else "overdue"
    assert told(session, NOVEMBER) == {"counter": 1, open_at_the_end: 1}

    for action, role in WAYS[State.FINISHED][3:]:
        do(session, dossier, action, role, now=at("02/12/2026 10:00:00"))

    assert told(session, NOVEMBER) == {"counter": 1, open_at_the_end: 1}
    december = told(session, DECEMBER)
    assert (december[column], december.get("done_in_time", 0)) == (1, int(column == "early"))


def test_an_apology_later_than_the_month_leaves_its_report_as_it_was(session: Session) -> None:
    dossier = record(session, in_days(4), now=at("20/11/2026 10:00:00"))
    lead(session, dossier, State.WITH_SIGNER, now=at("23/11/2026 10:00:00"))
    before = told(session, NOVEMBER)

    do(session, dossier, Action.REAPPOINT, Role.SIGNER, now=at("02/12/2026 10:00:00"))

    assert told(session, NOVEMBER) == before == {"counter": 1, "overdue": 1}


@pytest.mark.parametrize(
    ("state", "column"),
    [
        (State.NOT_RECEIVED, "refused"),
        (State.WITHDRAWN, "withdrawn"),
        (State.STOPPED, "stopped"),
        (State.VOID, "stopped"),
    ],
)
def test_what_ends_without_a_result_is_done_but_not_processed(
    session: Session, state: State, column: str
) -> None:
    dossier = record(session, in_days(60), now=at("30/10/2026 10:00:00"))
    lead(session, dossier, state, now=at("02/11/2026 10:00:00"))

    assert told(session, OCTOBER) == {"counter": 1, "in_time": 1}
    assert told(session, NOVEMBER) == {
        "carried_over": 1,
        column: 1,
        "done": 1,
        "done_in_time": 1,
    }


def test_what_waits_to_be_accepted_comes_in_when_it_is_accepted_or_refused(
    session: Session,
) -> None:
    accepted, refused = (online(session, "30/10/2026 10:00:00") for _ in range(2))
    online(session, "30/10/2026 10:00:00")
    do(session, accepted, Action.ACCEPT, Role.COUNTER, now=at("02/11/2026 08:00:00"))
    do(session, refused, Action.REFUSE, Role.COUNTER, now=at("02/11/2026 09:00:00"))

    assert told(session, OCTOBER) == {}
    assert told(session, NOVEMBER, at("02/11/2026 10:00:00")) == {
        "online": 2,
        "in_time": 1,
        "refused": 1,
        "done": 1,
        "done_in_time": 1,
    }


def test_columns_add_up_and_the_report_of_a_past_month_never_changes(session: Session) -> None:
    months = (OCTOBER, NOVEMBER, DECEMBER)
    seen = [_live(session, month, Random(month.first.month)) for month in months]  # noqa: S311

    again = [report(session, ["H17"], month, now=LATER) for month in months]
    assert again == seen
    for line in (each for lines in seen for each in (*lines.values(), total(lines.values()))):
        processed = line.early + line.on_time + line.late
        without = line.stopped + line.refused + line.withdrawn
        left = line.in_time + line.overdue + line.paused
        assert line.carried_over + line.received == processed + left + without
        assert line.done == processed + without
    for before, after in pairwise(seen):
        for unit, line in before.items():
            left = line.in_time + line.overdue + line.paused
            assert left == after.get(unit, Counts()).carried_over
    summed = vars(total(total(lines.values()) for lines in seen))
    # Nothing comes by post here, and hardly ever is something done on the very day.
    assert {name for name, value in summed.items() if not value} <= {"post", "on_time"}


def _live(session: Session, month: Month, chance: Random) -> dict[str, Counts]:
    """Let things happen to dossiers all through ``month``; what the report says at its end."""
    dossiers = list(session.scalars(select(Dossier).order_by(Dossier.code)))
    now = month.begin
    while (now := now + timedelta(hours=chance.uniform(10, 40))) < month.end:
        receiver = a_receiver(chance.choice(("H17.08", "H17.08.02")))
        if chance.random() < 0.6:
            dossiers.append(record(session, in_days(chance.randint(1, 60)), receiver, now=now))
        else:
            dossiers.append(register(session, an_intake(), receiver, now=now, choose=chance.choice))
        for dossier in chance.sample(dossiers, min(10, len(dossiers))):
            _something(session, dossier, chance, now)
    return report(session, ["H17"], month, now=month.end)


def _something(session: Session, dossier: Dossier, chance: Random, now: datetime) -> None:
    """One act that is possible, rather one that leads on."""
    moves = list_moves(State(dossier.state))
    on = [each for each in moves if each.action in _LEADS_ON]
    if moves:
        move = chance.choice(on if on and chance.random() < 0.85 else moves)
        with suppress(ActRefused):
            do(session, dossier, move.action, min(move.roles), now=now)


_BESIDES = {Action.ACCEPT, Action.REQUEST_PAPERS, Action.RESUME, Action.REAPPOINT}
_LEADS_ON = {*(action for action, _role in WAYS[State.RETURNED]), *_BESIDES}


def test_page_and_files_say_the_same(counter: Counter, officer: FlaskClient) -> None:
    with database.transaction(counter.settings, "danang", "onestop") as session:
        record(session)

    page = officer.get("/bao-cao-thang?thang=2026-11&lang=en").text
    text = officer.get("/bao-cao-thang.csv?thang=2026-11").data.decode("utf-8-sig")
    book = openpyxl.load_workbook(BytesIO(officer.get("/bao-cao-thang.xlsx?thang=2026-11").data))
    head, *rows = text.splitlines()

    assert "11/2026" in page
    assert book.active
    assert [list(map(str, row)) for row in book.active.values] == list(csv.reader([head, *rows]))
    assert len(rows) == 2
    assert rows[0].partition(",")[2] == rows[1].partition(",")[2]
    assert rows[1].split(",")[1:6] == ["0", "1", "0", "1", "0"]


def test_a_share_of_nothing_is_a_dash(officer: FlaskClient) -> None:
    text = officer.get("/bao-cao-thang.csv?thang=2026-11").data.decode("utf-8-sig")

    [_head, only] = text.splitlines()
    assert only.endswith(",0,–")


def test_it_tells_nothing_out_of_reach(counter: Counter) -> None:
    with database.transaction(counter.settings, "danang", "onestop") as session:
        record(session)

    text = counter.sign_in(ELSEWHERE).get("/bao-cao-thang.csv?thang=2026-11").text
    assert len(text.splitlines()) == 2


@pytest.mark.parametrize("typed", ["", "x", "2026-13", "9999-12", "0000-01"])
def test_a_strange_month_is_no_error(officer: FlaskClient, typed: str) -> None:
    assert officer.get(f"/bao-cao-thang?thang={typed}").status_code == 200

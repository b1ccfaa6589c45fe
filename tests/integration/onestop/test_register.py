"""The register of what was received."""

from io import BytesIO

import openpyxl
import pytest
from egov_kit import database
from flask.testing import FlaskClient

from tests.support._counter import Counter, a_person
from tests.support._dossiers import record

DAYS = "tu=2026-11-20&den=2026-11-20"
ELSEWHERE = a_person("H17.30|counter-officer|main", grants=("onestop.counter@H17.30",))


@pytest.fixture
def code(counter: Counter) -> str:
    with database.transaction(counter.settings, "danang", "onestop") as session:
        return record(session).code


def test_it_shows_what_was_received_in_the_period(officer: FlaskClient, code: str) -> None:
    assert code in officer.get(f"/so-theo-doi?{DAYS}").text
    assert code not in officer.get("/so-theo-doi?tu=2026-11-21&den=2026-11-30").text


def test_it_shows_nothing_out_of_reach(counter: Counter, code: str) -> None:
    elsewhere = counter.sign_in(ELSEWHERE)

    for ending in ("", ".csv"):
        assert code not in elsewhere.get(f"/so-theo-doi{ending}?{DAYS}").text


def test_the_files_hold_the_same(officer: FlaskClient, code: str) -> None:
    text = officer.get(f"/so-theo-doi.csv?{DAYS}").data.decode("utf-8-sig")
    sheet = openpyxl.load_workbook(BytesIO(officer.get(f"/so-theo-doi.xlsx?{DAYS}").data)).active

    assert sheet
    assert code in text
    assert [",".join(map(str, row)) for row in sheet.values] == text.splitlines()


def test_a_strange_day_is_no_error(officer: FlaskClient) -> None:
    assert officer.get("/so-theo-doi?tu=x&den=2026-13-40&trang=-1").status_code == 200

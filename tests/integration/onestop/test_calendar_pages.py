"""The office calendar: who changes it, and what a change does to dossiers."""

from datetime import UTC, datetime, timedelta

import pytest
from egov_kit.vietnam import day_of
from flask.testing import FlaskClient

from tests.support._counter import HOST, OFFICER, Counter, a_person, hidden

ORIGIN = {"Origin": f"http://{HOST}"}
WHERE = "/lich-lam-viec"
CHAIR = a_person("H17|chair|main", grants=("onestop.controller@H17",), name="Trần Quốc Bảo")
DIRECTOR = a_person("H17.08|director|main", grants=("onestop.controller@H17.08",))


def a_weekday() -> str:
    day = day_of(datetime.now(UTC)) + timedelta(days=400)
    while day.weekday() != 2 or (day.month, day.day) in ((4, 30), (5, 1), (9, 2), (1, 1), (11, 24)):
        day += timedelta(days=1)
    return f"{day:%d/%m/%Y}"


def change(browser: FlaskClient, **typed: str) -> tuple[int, str]:
    page = browser.get(WHERE).text
    form = {name: hidden(page, name) for name in ("csrf_token", "egov_post")}
    form |= {"day": a_weekday(), "works": "off", "reason": "Bão số 9", "basis": "Công điện 12"}
    answer = browser.post(WHERE, data=form | typed, headers=ORIGIN)
    return answer.status_code, browser.get(WHERE).text if answer.status_code == 303 else answer.text


@pytest.fixture
def chair(counter: Counter) -> FlaskClient:
    return counter.sign_in(CHAIR)


def test_change_tells_who_made_it_and_why_and_is_taken_back(chair: FlaskClient) -> None:
    status, page = change(chair)
    assert status == 303
    assert all(text in page for text in ("Trần Quốc Bảo", "Bão số 9", "Công điện 12"))
    undo = page.partition(f'action="{WHERE}/')[2].partition('"')[0]
    form = {name: hidden(page, name) for name in ("csrf_token", "egov_post")}
    for _ in range(2):  # twice is once
        assert chair.post(f"{WHERE}/{undo}", data=form, headers=ORIGIN).status_code == 303
    page = chair.get(WHERE).text
    assert "Bão số 9" in page
    assert undo not in page


@pytest.mark.parametrize(
    "typed",
    [
        {"day": ""},
        {"day": "2020-01-01"},
        {"day": "9999-12-31"},
        {"reason": ""},
        {"basis": ""},
        {"works": "on"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(chair: FlaskClient, typed: dict[str, str]) -> None:
    status, page = change(chair, **typed)

    assert (status, "govuk-error-summary" in page) == (422, True)


@pytest.mark.parametrize("person", [OFFICER, DIRECTOR], ids=["counter", "director"])
def test_others_read_it_alone(counter: Counter, person: dict[str, object]) -> None:
    browser = counter.sign_in(person)
    page = browser.get(WHERE)
    answer = browser.post(WHERE, data={}, headers=ORIGIN)

    assert (page.status_code, 'name="reason"' in page.text) == (200, False)
    assert answer.status_code in (400, 403, 404)

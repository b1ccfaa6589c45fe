from collections.abc import Callable

import pytest
from egov_kit.rows.sql import Transactions
from egov_kit.settings import Settings
from egov_kit.simulator import ABSENT, Simulator
from egov_kit.tables import kit_session
from egov_kit.web import cookies
from sqlalchemy import select

from tests.support.op import HandClock
from tests.support.web import Browser

Rows = Callable[[], list[dict[str, object]]]


@pytest.fixture
def rows(web_settings: Settings) -> Rows:
    def read() -> list[dict[str, object]]:
        store = Transactions(settings=web_settings, tenant="danang", module="onestop")
        with store.reading() as db:
            return [dict(row) for row in db.execute(select(kit_session)).mappings()]

    return read


def visit_every(browser: Browser, clock: HandClock, minutes: int, times: int) -> list[int]:
    seen = []
    for _ in range(times):
        clock.forward(minutes * 60)
        seen.append(browser.get("/mine").status_code)
    return seen


def test_session_is_idle_after_a_quarter_of_an_hour(browser: Browser, clock: HandClock) -> None:
    browser.sign_in()
    clock.forward(14 * 60)
    assert browser.get("/mine").status_code == 200
    clock.forward(15 * 60)
    assert browser.get("/mine").status_code == 302


def test_session_ends_after_ten_hours_whatever_happens(browser: Browser, clock: HandClock) -> None:
    browser.sign_in()
    assert set(visit_every(browser, clock, minutes=14, times=42)) == {200}  # 9 h 48 min
    assert visit_every(browser, clock, minutes=12, times=1) == [302]


def test_session_never_outlives_the_refresh_token(
    browser: Browser, clock: HandClock, op: Simulator
) -> None:
    op.changes["token"] = {"refresh_expires_in": 600}
    browser.sign_in()
    clock.forward(599)
    op.changes["token"] = {"refresh_expires_in": 60}
    assert browser.get("/mine").status_code == 200  # refreshed, now it ends in 60 s
    clock.forward(60)
    assert browser.get("/mine").status_code == 302


def test_session_without_refresh_token_ends_with_its_access_token(
    browser: Browser, clock: HandClock, op: Simulator
) -> None:
    op.changes["token"] = {"refresh_token": ABSENT}
    browser.sign_in()
    clock.forward(299)
    assert browser.get("/mine").status_code == 200
    clock.forward(1)
    assert browser.get("/mine").status_code == 302


def test_row_holds_no_cookie_value(browser: Browser, rows: Rows) -> None:
    browser.sign_in()
    assert browser.cookies()[cookies.SESSION] not in str(rows())


def test_ended_session_keeps_no_token(browser: Browser, rows: Rows, clock: HandClock) -> None:
    browser.sign_in()
    clock.forward(16 * 60)
    browser.get("/mine")
    [row] = rows()
    assert row["ended_at"] is not None
    assert {row["access_token"], row["refresh_token"], row["id_token"]} == {None}


def test_forgotten_sessions_lose_their_tokens_at_the_next_sign_in(
    browser: Browser, new_browser: Callable[[], Browser], rows: Rows, clock: HandClock
) -> None:
    browser.sign_in()
    clock.forward(16 * 60)
    new_browser().sign_in()
    assert [row["access_token"] is None for row in rows()].count(True) == 1
    clock.forward(86_401)
    new_browser().sign_in()
    assert len(rows()) == 1


def test_flask_session_is_kept_on_the_server(browser: Browser) -> None:
    browser.sign_in()
    assert browser.get("/note/first").text == "nothing"
    before = browser.cookies()
    assert browser.get("/note/second").text == "first"
    assert browser.cookies() == before


def test_another_person_takes_nothing_over(browser: Browser, op: Simulator) -> None:
    browser.sign_in()
    browser.get("/note/private")
    other = {"sub": "f:people:other", "staff_id": "5f0c1c5e-2c8e-4bb0-9d5e-0c2f3a9f4a99"}
    op.changes["access_token"] = {**other, "name": "Trần Thị Bình"}
    op.changes["id_token"] = {"sub": other["sub"]}
    browser.callback(browser.at_provider(browser.get("/oidc/login")))
    assert browser.get("/mine").json == {
        "name": "Trần Thị Bình",
        "grants": ["onestop.counter@H17.08"],
    }
    assert browser.get("/note/x").text == "nothing"

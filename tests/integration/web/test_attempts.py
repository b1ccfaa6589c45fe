from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from egov_kit import attempts
from egov_kit.rows.sql import Transactions
from egov_kit.settings import Settings
from egov_kit.simulator import ABSENT, Simulator
from egov_kit.tables import kit_attempt
from egov_kit.web import cookies
from sqlalchemy import func, select

from tests.support.op import HandClock
from tests.support.web import Browser


@pytest.fixture
def count(web_settings: Settings) -> Callable[[], int]:
    def rows() -> int:
        store = Transactions(settings=web_settings, tenant="danang", module="onestop")
        with store.reading() as db:
            return db.scalar(select(func.count()).select_from(kit_attempt)) or 0

    return rows


def attempt_cookies(browser: Browser) -> list[str]:
    return [name for name in browser.cookies() if name.startswith(cookies.ATTEMPT)]


def test_browser_has_seven_attempts_at_most(browser: Browser, count: Callable[[], int]) -> None:
    for _ in range(100):
        browser.get("/mine")
    assert len(attempt_cookies(browser)) == 7
    assert count() == 7
    header = "; ".join(f"{n}={v}" for n, v in browser.cookies().items())
    assert len(header) < 4096


def test_link_checker_begins_no_attempt(browser: Browser, count: Callable[[], int]) -> None:
    assert browser.script("HEAD", "/oidc/login").status_code == 405
    assert count() == 0
    assert browser.get("/oidc/login").status_code == 302
    assert count() == 1


def test_link_checker_spends_no_attempt(browser: Browser) -> None:
    answer = browser.at_provider(browser.get("/mine"))
    path = f"/oidc/callback?{urlencode(answer)}"
    assert browser.script("HEAD", path).status_code == 405
    assert browser.callback(answer).status_code == 302


def test_oldest_attempt_is_the_one_that_goes(browser: Browser, clock: HandClock) -> None:
    answers = []
    for _ in range(8):
        answers.append(browser.at_provider(browser.get("/mine")))
        clock.forward(1)
    assert browser.callback(answers[0]).status_code == 400
    assert browser.callback(answers[1]).status_code == 302


def test_store_is_bounded(
    new_browser: Callable[[], Browser],
    count: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attempts, "IN_ALL", 20)
    for _ in range(30):
        new_browser().get("/mine")
    assert count() == 20


def test_tabs_that_start_at_once_all_arrive(browser: Browser) -> None:
    begun = [browser.get("/counter?tab=1")]
    mine = browser.cookies()
    browser.forget_cookies()  # the second request left before the first one was answered
    begun.append(browser.get("/counter?tab=2"))
    for name, value in mine.items():
        browser.set_cookie(name, value)
    arrived = [browser.callback(browser.at_provider(each)).location for each in begun]
    assert arrived == ["/counter?tab=1", "/counter?tab=2"]
    assert browser.get("/counter").status_code == 200


def test_attempt_lasts_ten_minutes(browser: Browser, op: Simulator, clock: HandClock) -> None:
    op.changes["discovery"] = {"pushed_authorization_request_endpoint": ABSENT}  # 60 seconds
    early, late = browser.get("/mine"), browser.get("/mine")
    clock.forward(599)
    assert browser.callback(browser.at_provider(early)).status_code == 302
    browser.forget_cookies(cookies.SESSION)
    clock.forward(1)
    page = browser.callback(browser.at_provider(late))
    assert page.status_code == 400
    assert "/oidc/login" in page.text

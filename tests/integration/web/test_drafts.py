from collections.abc import Iterator

import pytest
from egov_kit import database, drafts
from egov_kit.settings import Settings
from egov_kit.simulator import Reply, Simulator
from egov_kit.tables import kit_draft
from sqlalchemy import insert, select

from tests.data.desk import views
from tests.support.op import HandClock
from tests.support.web import Browser

TYPED = {"applicant": "Lê Thị Hoa", "part": ["đơn", "bản vẽ"], "csrf_token": "old"}
OTHER = {"sub": "f:people:other", "staff_id": "5f0c1c5e-2c8e-4bb0-9d5e-0c2f3a9f4a99"}


@pytest.fixture(autouse=True)
def nothing_sent() -> Iterator[None]:
    views.sent.clear()
    yield
    views.sent.clear()


def fall_asleep(browser: Browser, clock: HandClock) -> None:
    """Sign in and stay away until the session is over."""
    browser.sign_in()
    clock.forward(16 * 60)


def test_form_survives_the_new_sign_in(browser: Browser, clock: HandClock) -> None:
    fall_asleep(browser, clock)
    back = browser.callback(browser.at_provider(browser.post("/form", TYPED)))
    assert back.location == "/form"
    page = browser.get("/form").text
    for value in ("Lê Thị Hoa", "đơn", "bản vẽ"):
        assert f'value="{value}"' in page


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        ("http://onestop.danang.localhost:8000/form?step=2#part", "/form?step=2"),
        ("http://onestop.danang.localhost:8000", "/form"),
        ("http://onestop.danang.localhost:8000.e.com/mine", "/form"),
        ("http://onestop.danang.localhost:8000//e.com", "/form"),
        ("http://[", "/form"),
        ("", "/form"),
    ],
)
def test_way_leads_back_to_the_page_of_the_form(
    browser: Browser, clock: HandClock, referer: str, page: str
) -> None:
    fall_asleep(browser, clock)
    begun = browser.post("/form", TYPED, Referer=referer)
    assert browser.callback(browser.at_provider(begun)).location == page


def test_form_that_was_sent_twice_at_once_is_shown_once(
    browser: Browser, clock: HandClock, web_settings: Settings
) -> None:
    fall_asleep(browser, clock)
    begun = browser.post("/form", TYPED)
    with database.kit_transaction(web_settings, "danang", "onestop") as db:
        kept = dict(db.execute(select(kit_draft)).mappings().one())
        db.execute(insert(kit_draft).values(kept | {"id": "of the second click"}))
    browser.callback(browser.at_provider(begun))
    page = browser.get("/form")
    assert (page.status_code, page.text.count('value="Lê Thị Hoa"')) == (200, 1)


def test_form_is_shown_and_never_sent(browser: Browser, clock: HandClock) -> None:
    fall_asleep(browser, clock)
    browser.callback(browser.at_provider(browser.post("/form", TYPED)))
    browser.get("/form")
    assert views.sent == []


def test_form_is_still_there_after_a_reload_and_gone_once_sent(
    browser: Browser, clock: HandClock
) -> None:
    fall_asleep(browser, clock)
    browser.callback(browser.at_provider(browser.post("/form", TYPED)))
    assert "Hoa" in browser.get("/form").text
    assert "Hoa" in browser.get("/form").text
    token = browser.form_token()
    assert browser.post("/form", TYPED | {"csrf_token": token}).status_code == 303
    assert "Hoa" not in browser.get("/form").text


def test_form_survives_a_sign_in_in_another_tab(browser: Browser, clock: HandClock) -> None:
    fall_asleep(browser, clock)
    browser.post("/form", TYPED)  # and this tab stays on the sign-in page
    browser.callback(browser.at_provider(browser.get("/mine")))
    assert "Hoa" in browser.get("/form").text


def test_another_person_does_not_see_the_form(
    browser: Browser, clock: HandClock, op: Simulator
) -> None:
    fall_asleep(browser, clock)
    begun = browser.post("/form", TYPED)
    op.changes["access_token"] = dict(OTHER)
    op.changes["id_token"] = {"sub": OTHER["sub"]}
    browser.callback(browser.at_provider(begun))
    assert "Hoa" not in browser.get("/form").text
    op.changes["access_token"], op.changes["id_token"] = {}, {}
    browser.callback(browser.at_provider(browser.get("/oidc/login")))
    assert "Hoa" not in browser.get("/form").text  # nor is it kept for later


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
    ],
)
def test_form_sent_by_another_site_is_not_kept(
    browser: Browser, clock: HandClock, headers: dict[str, str]
) -> None:
    fall_asleep(browser, clock)
    back = browser.callback(browser.at_provider(browser.post("/form", TYPED, **headers)))
    assert back.location == "/"
    assert "Hoa" not in browser.get("/form").text


def test_nothing_is_kept_for_a_stranger(browser: Browser) -> None:
    browser.callback(browser.at_provider(browser.post("/form", TYPED)))
    assert "Hoa" not in browser.get("/form").text


def test_too_large_a_form_is_not_kept(browser: Browser, clock: HandClock) -> None:
    fall_asleep(browser, clock)
    large = TYPED | {"note": "a" * drafts.LARGEST}
    browser.callback(browser.at_provider(browser.post("/form", large)))
    assert "Hoa" not in browser.get("/form").text


def test_kept_form_vanishes_after_an_hour(browser: Browser, clock: HandClock) -> None:
    fall_asleep(browser, clock)
    browser.post("/form", TYPED)
    clock.forward(3601)
    browser.callback(browser.at_provider(browser.get("/form")))
    assert "Hoa" not in browser.get("/form").text


def test_secrets_are_not_kept() -> None:
    names = ["name", "csrf_token", "password", "mat_khau_moi", "otp", "egov_post", "api-secret"]
    assert drafts.keepable(tuple((each, "x") for each in names)) == (("name", "x"),)


def test_script_that_sends_a_form_gets_a_401(browser: Browser, clock: HandClock) -> None:
    fall_asleep(browser, clock)
    answer = browser.post("/form", TYPED, Sec_Fetch_Mode="cors", Accept="application/json")
    assert answer.status_code == 401


def test_form_survives_a_provider_that_is_away(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    browser.sign_in()
    op.replies["token"] = Reply(status=500)
    clock.forward(310)
    away = browser.post("/form?step=2", TYPED)
    assert (away.status_code, 'href="/form?step=2"' in away.text) == (503, True)
    del op.replies["token"]
    clock.forward(60)
    page = browser.get("/form?step=2").text
    assert 'value="Lê Thị Hoa"' in page
    assert views.sent == []
    token = browser.form_token("/form?step=2")
    browser.post("/form?step=2", TYPED | {"csrf_token": token})
    assert "Lê Thị Hoa" not in browser.get("/form?step=2").text


def test_form_of_another_site_is_not_kept_while_the_provider_is_away(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    browser.sign_in()
    op.replies["token"] = Reply(status=500)
    clock.forward(310)
    assert browser.post("/form", TYPED, Sec_Fetch_Site="cross-site").status_code == 503
    del op.replies["token"]
    clock.forward(60)
    assert "Lê Thị Hoa" not in browser.get("/form").text

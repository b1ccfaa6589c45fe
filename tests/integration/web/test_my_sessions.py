"""Where somebody is signed in, and how they end it."""

from collections.abc import Callable

import pytest
from egov_kit.simulator import Simulator
from egov_kit.web.agents import describe
from werkzeug.test import TestResponse

from tests.support.op import HandClock
from tests.support.web import Browser

PAGE = "/oidc/sessions"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
New = Callable[[], Browser]


def sign_in(browser: Browser, op: Simulator, sid: str, **who: str) -> None:
    op.changes["access_token"] = {"sid": sid, **who}
    op.changes["id_token"] = {"sid": sid, **({"sub": who["sub"]} if who else {})}
    back = browser.at_provider(browser.get("/oidc/login"))
    headers = {"User-Agent": FIREFOX, "Sec-Fetch-Mode": "navigate"}
    browser._client.get("/oidc/callback", base_url=browser.base, query_string=back, headers=headers)
    op.changes.clear()
    assert browser.get("/mine").status_code == 200


@pytest.fixture
def three(new_browser: New, op: Simulator, clock: HandClock) -> list[Browser]:
    """Two browsers of one person, and one of another."""
    made = [new_browser() for _ in range(3)]
    sign_in(made[0], op, "s1")
    clock.forward(120)
    sign_in(made[1], op, "s2")
    sign_in(made[2], op, "s3", sub="f:people:2", staff_id="5f0c1c5e-2c8e-4bb0-9d5e-0c2f3a9f4a99")
    return made


def end(browser: Browser, what: str) -> TestResponse:
    return browser.post(PAGE, {"csrf_token": browser.form_token(PAGE), "end": what})


def other_of(browser: Browser) -> str:
    """The id of the one session that the page offers to end."""
    marks = browser.get(PAGE).text.split('name="end" value="')[1:]
    [found] = {each.partition('"')[0] for each in marks} - {"others"}
    return found


def alive(browsers: list[Browser]) -> list[bool]:
    return [each.get("/mine").status_code == 200 for each in browsers]


def test_page_shows_ones_own_sessions_and_marks_this_one(three: list[Browser]) -> None:
    page = three[0].get(PAGE, Accept_Language="en").text
    assert page.count("Firefox, Linux</td>") == 2
    assert page.count("This browser") == 1
    assert three[0].get(PAGE).headers["Cache-Control"] == "no-store"
    assert "Trình duyệt này" in three[0].get(PAGE, Accept_Language="vi").text
    assert three[2].get(PAGE).text.count("Firefox, Linux</td>") == 1


def test_every_page_of_the_frame_leads_there(three: list[Browser]) -> None:
    assert f'href="{PAGE}"' in three[0].get("/form").text


def test_one_session_is_ended(three: list[Browser]) -> None:
    answer = end(three[0], other_of(three[0]))
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert alive(three) == [True, False, True]


def test_all_others_are_ended(three: list[Browser], new_browser: New, op: Simulator) -> None:
    third = new_browser()
    sign_in(third, op, "s4")
    end(three[0], "others")
    assert alive([*three, third]) == [True, False, True, False]


def test_session_of_somebody_else_is_not_ended(three: list[Browser]) -> None:
    theirs = other_of(three[0])
    page = three[2].get(PAGE).text
    assert "end-others" not in page
    assert end(three[2], theirs).status_code == 303
    assert alive(three) == [True, True, True]


@pytest.mark.parametrize("what", ["", "nothing", "OTHERS"])
def test_wrong_wish_ends_nothing(three: list[Browser], what: str) -> None:
    assert end(three[0], what).status_code == 303
    assert alive(three) == [True, True, True]


def test_form_without_its_token_ends_nothing(three: list[Browser]) -> None:
    assert three[0].post(PAGE, {"end": "others"}).status_code == 400
    assert alive(three) == [True, True, True]


def test_who_is_not_signed_in_is_asked_to(browser: Browser, op: Simulator) -> None:
    assert browser.get(PAGE).location.startswith(op.issuer)
    assert browser.script("GET", PAGE, Accept="application/json").status_code == 401


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (FIREFOX, "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("curl/8.0", None),
        ("", None),
        ("<script>Windows", "Windows"),
    ],
)
def test_browser_is_told_roughly(said: str, told: str | None) -> None:
    assert describe(said) == told

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from egov_kit.host import Host
from egov_kit.simulator import ABSENT, Call, Reply, Simulator
from egov_kit.web import cookies

from tests.support.op import HandClock
from tests.support.web import Browser

REFUSED = Reply(status=400, body={"error": "invalid_grant"})


def refreshes(op: Simulator) -> int:
    return sum(call.form["grant_type"] == "refresh_token" for call in op.calls("token"))


def test_grants_are_read_again_at_refresh(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    browser.sign_in()
    op.changes["access_token"] = {"grants": ["onestop.head@H17"]}
    assert browser.get("/head").status_code == 403
    clock.forward(250)
    assert browser.get("/head").status_code == 200
    assert browser.get("/counter").status_code == 403


def test_person_without_any_grant_left_is_refused_everywhere(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    browser.sign_in()
    clock.forward(250)
    op.changes["access_token"] = {"grants": ["evaluation.reader@H17"]}
    assert browser.get("/mine").status_code == 403


@pytest.mark.parametrize(("seconds", "calls"), [(230, 0), (245, 1), (310, 1)])
def test_token_is_renewed_in_its_last_minute(
    browser: Browser, op: Simulator, clock: HandClock, seconds: int, calls: int
) -> None:
    browser.sign_in()
    clock.forward(seconds)
    assert browser.get("/mine").status_code == 200
    assert browser.get("/mine").status_code == 200
    assert refreshes(op) == calls


@pytest.mark.parametrize("seconds", [250, 320])
def test_fifty_requests_make_one_refresh(
    browser: Browser, new_browser: Callable[[], Browser], op: Simulator, clock: HandClock,
    seconds: int,
) -> None:  # fmt: skip
    browser.sign_in()
    good = op.serve

    def slowly(call: Call) -> Reply:
        op.wait(1)
        return good(call)

    op.replies["token"] = slowly
    clock.forward(seconds)

    def visit(_: int) -> int:
        other = new_browser()
        other.set_cookie(cookies.SESSION, browser.cookies()[cookies.SESSION])
        return other.get("/mine").status_code

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(visit, range(50))) == {200}
    assert refreshes(op) == 1


def test_refused_refresh_keeps_the_session_to_the_end_of_its_token(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    browser.sign_in()
    op.replies["token"] = REFUSED
    clock.forward(250)
    assert [browser.get("/mine").status_code for _ in range(5)] == [200] * 5
    assert refreshes(op) == 1
    clock.forward(50)
    assert [browser.get("/mine").status_code for _ in range(3)] == [302] * 3
    assert refreshes(op) == 2


def test_session_lives_on_when_the_second_try_is_taken(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    browser.sign_in()
    op.replies["token"] = REFUSED
    clock.forward(250)
    browser.get("/mine")
    del op.replies["token"]
    clock.forward(50)
    assert browser.get("/mine").status_code == 200
    assert refreshes(op) == 2


def test_refusal_after_the_token_ended_is_tried_once_more_and_ends_the_session(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    browser.sign_in()
    op.replies["token"] = REFUSED
    clock.forward(310)
    assert browser.script("GET", "/mine", Accept="application/json").status_code == 401
    assert browser.get("/mine").status_code == 302
    assert refreshes(op) == 2


@pytest.mark.parametrize(
    "broken",
    [Reply(status=500), Reply(drop=True), Reply(media_type="text/html", body=b"<html>")],
)
def test_broken_provider_costs_nothing_until_the_token_ends(
    browser: Browser, op: Simulator, clock: HandClock, broken: Reply
) -> None:
    browser.sign_in()
    op.replies["token"] = broken
    clock.forward(250)
    assert [browser.get("/mine").status_code for _ in range(20)] == [200] * 20
    assert refreshes(op) == 1  # no storm
    clock.forward(50)
    resting = [browser.get("/mine") for _ in range(20)]
    assert {each.status_code for each in resting} == {503}
    assert resting[0].headers["Retry-After"]
    assert refreshes(op) == 2
    del op.replies["token"]
    clock.forward(60)
    assert browser.get("/mine").status_code == 200


def test_pauses_between_tries_grow(browser: Browser, op: Simulator, clock: HandClock) -> None:
    browser.sign_in()
    op.replies["token"] = Reply(status=500)
    clock.forward(240)
    tried_at = []
    for second in range(60):
        before = refreshes(op)
        browser.get("/mine")
        if refreshes(op) > before:
            tried_at.append(second)
        clock.forward(1)
    assert tried_at == [0, 5, 15, 35]


@pytest.mark.parametrize("sent_again", [False, True])
def test_refresh_token_that_is_not_renewed_stays_good(
    browser: Browser, op: Simulator, clock: HandClock, sent_again: bool
) -> None:
    browser.sign_in()
    [given] = op.state.refreshes
    op.changes["token"] = {"refresh_token": given if sent_again else ABSENT}
    for _ in range(3):
        clock.forward(250)
        assert browser.get("/mine").status_code == 200
    assert refreshes(op) == 3


def test_refreshed_token_of_another_person_is_not_taken(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    browser.sign_in()
    clock.forward(250)
    op.changes["access_token"] = {"sub": "another", "name": "Another"}
    assert browser.get("/mine").json["name"] == "Nguyễn Văn An"  # type: ignore[index]


def test_renewing_at_once_shows_new_grants_in_the_same_request(
    browser: Browser, op: Simulator
) -> None:
    browser.sign_in()
    token = browser.form_token()
    op.changes["access_token"] = {"grants": ["onestop.head@H17"]}
    assert browser.post("/renew", {"csrf_token": token}).text == "onestop.head@H17"


def test_public_page_refreshes_nothing(
    browser: Browser, op: Simulator, clock: HandClock, host: Host
) -> None:
    browser.sign_in()
    clock.forward(310)
    assert browser.get("/").status_code == 200
    assert refreshes(op) == 0


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200), ({"nonce": "of another sign-in"}, 200),
        ({"sub": "somebody-else"}, 503), ({"aud": "portal"}, 503), ({"exp": 1}, 503),
        ({"iss": "https://evil.example"}, 503), ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, 503),
    ],
    ids=str,
)  # fmt: skip
def test_id_token_of_a_refresh_must_be_of_the_same_person(
    browser: Browser, op: Simulator, clock: HandClock, change: dict[str, object], status: int
) -> None:
    browser.sign_in()
    clock.forward(310)
    op.changes["id_token"] = change
    assert browser.get("/mine").status_code == status


def test_refresh_without_an_id_token_is_enough(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    browser.sign_in()
    clock.forward(310)
    op.changes["token"] = {"id_token": ABSENT}
    assert browser.get("/mine").status_code == 200


def test_page_that_cannot_be_shown_now_is_asked_for_again_whole(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    browser.sign_in()
    op.replies["token"] = Reply(status=500)
    clock.forward(310)
    assert 'href="/mine?page=2&amp;q=hoa"' in browser.get("/mine?page=2&q=hoa").text


@pytest.fixture
def rotating(op: Simulator, browser: Browser) -> None:
    """Somebody is signed in at a provider that takes each refresh token once."""
    op.clients["onestop"] = replace(op.clients["onestop"], rotate_refresh_tokens=True)
    browser.sign_in()


@pytest.mark.usefixtures("rotating")
def test_session_outlives_a_moment_without_the_key_of_its_new_tokens(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    clock.forward(250)
    op.keys.rotate()
    op.replies["keys"] = Reply(status=503)
    assert browser.get("/mine").status_code == 200
    del op.replies["keys"]
    for _ in range(12):
        clock.forward(20)
        assert browser.get("/mine").status_code == 200


@pytest.mark.usefixtures("rotating")
def test_session_waits_for_keys_that_are_away_for_longer_than_its_token(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    clock.forward(250)
    op.keys.rotate()
    op.replies["keys"] = Reply(status=503)
    statuses = []
    for _ in range(10):
        statuses.append(browser.get("/mine").status_code)
        clock.forward(60)
    assert statuses == [200] + [503] * 9
    del op.replies["keys"]
    assert browser.get("/mine").status_code == 200


@pytest.mark.usefixtures("rotating")
def test_tokens_nobody_could_verify_bring_no_rights(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    clock.forward(250)
    op.keys.rotate()
    op.replies["keys"] = Reply(status=503)
    op.changes["access_token"] = {"grants": ["onestop.head@H17"]}
    assert browser.get("/head").status_code == 403
    assert browser.get("/counter").status_code == 200


@pytest.mark.usefixtures("rotating")
def test_token_of_a_stranger_does_not_spend_the_look_at_a_new_key(
    browser: Browser, new_browser: Callable[[], Browser], op: Simulator, clock: HandClock
) -> None:
    clock.forward(250)
    bogus = f"Bearer {op.access_token({'kid': 'of-the-air'})}"
    assert new_browser().script("GET", "/api/whoami", Authorization=bogus).status_code == 401
    op.keys.rotate()
    assert new_browser().sign_in().status_code == 302
    clock.forward(60)
    assert browser.get("/mine").status_code == 200

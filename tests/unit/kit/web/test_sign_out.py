from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from egov_kit import cookies

from tests.support.op import ABSENT, HostileOP
from tests.support.web import Browser


def sign_out(browser: Browser) -> str:
    """Sign out by the form; where the browser is sent."""
    token = browser.form_token("/oidc/logout")
    answer = browser.post("/oidc/logout", {"csrf_token": token})
    assert answer.status_code == 303
    return answer.location


def test_sign_out_ends_the_session_and_goes_to_the_provider(
    browser: Browser, op: HostileOP
) -> None:
    browser.sign_in()
    old = browser.cookies()[cookies.SESSION]
    location = sign_out(browser)
    asked = {n: v[0] for n, v in parse_qs(urlsplit(location).query).items()}
    assert location.startswith(f"{op.issuer}/protocol/openid-connect/logout?")
    assert asked["client_id"] == "onestop"
    assert asked["post_logout_redirect_uri"] == f"{browser.base}/oidc/logged-out"
    assert asked["id_token_hint"].count(".") == 2
    assert len(asked["state"]) >= 43
    browser.set_cookie(cookies.SESSION, old)
    assert browser.get("/mine").status_code == 302


def test_return_from_the_provider_must_bring_our_state(browser: Browser) -> None:
    browser.sign_in()
    state = parse_qs(urlsplit(sign_out(browser)).query)["state"][0]
    assert browser.get("/oidc/logged-out?state=another").status_code == 400
    assert browser.get(f"/oidc/logged-out?state={state}").status_code == 200
    assert browser.get(f"/oidc/logged-out?state={state}").status_code == 400  # once only


def test_state_is_fresh_each_time(browser: Browser) -> None:
    states = set()
    for _ in range(2):
        browser.sign_in()
        states.add(parse_qs(urlsplit(sign_out(browser)).query)["state"][0])
    assert len(states) == 2


def test_get_asks_and_signs_nobody_out(browser: Browser) -> None:
    browser.sign_in()
    page = browser.get("/oidc/logout")
    assert (page.status_code, 'method="post"' in page.text) == (200, True)
    assert browser.get("/mine").status_code == 200


@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_post_without_the_forms_token_signs_nobody_out(browser: Browser, token: str | None) -> None:
    browser.sign_in()
    form = {} if token is None else {"csrf_token": token}
    assert browser.post("/oidc/logout", form).status_code == 400
    assert browser.get("/mine").status_code == 200


def test_token_of_another_session_signs_nobody_out(
    browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    browser.sign_in()
    attacker = new_browser()
    attacker.sign_in()
    token = attacker.form_token("/oidc/logout")
    assert browser.post("/oidc/logout", {"csrf_token": token}).status_code == 400
    assert browser.get("/mine").status_code == 200


def test_session_dies_though_the_provider_is_down(browser: Browser, op: HostileOP) -> None:
    browser.sign_in()
    old = browser.cookies()[cookies.SESSION]
    op.close()
    sign_out(browser)
    assert cookies.SESSION not in browser.cookies()
    browser.set_cookie(cookies.SESSION, old)
    assert browser.script("GET", "/mine", Accept="application/json").status_code == 401


def test_session_dies_though_the_provider_knows_no_sign_out(
    browser: Browser, op: HostileOP
) -> None:
    op.metadata = {"end_session_endpoint": ABSENT}
    browser.sign_in()
    token = browser.form_token("/oidc/logout")
    assert browser.post("/oidc/logout", {"csrf_token": token}).status_code == 200
    assert browser.get("/mine").status_code == 302


def test_all_sessions_of_one_sign_in_end_together(
    browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    other = new_browser()
    browser.sign_in()
    other.sign_in()  # the simulated server gives both the same sid
    sign_out(browser)
    assert other.get("/mine").status_code == 302


def test_who_is_not_signed_in_sees_the_last_page(browser: Browser) -> None:
    answer = browser.get("/oidc/logout")
    assert (answer.status_code, answer.location) == (302, "/oidc/logged-out")
    assert browser.get(answer.location).status_code == 200

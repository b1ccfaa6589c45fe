from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from egov_kit.simulator import ABSENT, Simulator
from egov_kit.web import cookies

from tests.support.op import HandClock
from tests.support.web import Browser

EVERYWHERE = "of every application you had open"


def sign_out(browser: Browser) -> str:
    """Sign out by the form; where the browser is sent."""
    token = browser.form_token("/oidc/logout")
    answer = browser.post("/oidc/logout", {"csrf_token": token})
    assert answer.status_code == 303
    return answer.location


def test_sign_out_ends_the_session_and_goes_to_the_provider(
    browser: Browser, op: Simulator
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
    page = browser.get(f"/oidc/logged-out?state={state}&lang=en")
    assert (page.status_code, EVERYWHERE in page.text) == (200, True)
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


def test_session_dies_though_the_provider_is_down(browser: Browser, op: Simulator) -> None:
    browser.sign_in()
    old = browser.cookies()[cookies.SESSION]
    op.close()
    sign_out(browser)
    assert cookies.SESSION not in browser.cookies()
    browser.set_cookie(cookies.SESSION, old)
    assert browser.script("GET", "/mine", Accept="application/json").status_code == 401


def test_session_dies_though_the_provider_knows_no_sign_out(
    browser: Browser, op: Simulator
) -> None:
    op.changes["discovery"] = {"end_session_endpoint": ABSENT}
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


def test_sign_out_of_a_session_that_is_over_goes_to_the_provider_too(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    browser.sign_in()
    clock.forward(16 * 60)  # idle here, while another module keeps the sign-in alive
    answer = browser.post("/oidc/logout", {"csrf_token": "of the old page"})
    asked = parse_qs(urlsplit(answer.location).query)
    assert answer.location.startswith(f"{op.issuer}/protocol/openid-connect/logout?")
    assert "id_token_hint" not in asked  # so the provider asks the person first
    page = browser.get(f"/oidc/logged-out?lang=en&state={asked['state'][0]}")
    assert EVERYWHERE in page.text


@pytest.mark.parametrize("query", ["?lang=en", "?lang=en&post_logout_redirect_uri=/"])
def test_last_page_claims_nothing_of_other_applications_by_itself(
    browser: Browser, query: str
) -> None:
    page = browser.get(f"/oidc/logged-out{query}")
    assert (page.status_code, EVERYWHERE in page.text) == (200, False)


def test_empty_state_is_not_ours(browser: Browser) -> None:
    assert browser.get("/oidc/logged-out?state=").status_code == 400


@pytest.mark.parametrize("query", ["", "?state=", "?state=another"])
def test_who_is_signed_in_is_never_told_otherwise(browser: Browser, query: str) -> None:
    browser.sign_in()
    answer = browser.get(f"/oidc/logged-out{query}")
    assert (answer.status_code, answer.location) == (302, "/")
    assert browser.get("/mine").status_code == 200


def test_form_of_another_site_takes_no_session_away(
    browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    browser.sign_in()
    sent_along = new_browser()  # what SameSite=Lax leaves of it: no cookie
    answer = sent_along.post("/oidc/logout", {}, Sec_Fetch_Site="cross-site")
    taken = [line for line in answer.headers.getlist("Set-Cookie") if cookies.SESSION + "=" in line]
    assert taken == []
    own = browser.post("/oidc/logout", {"csrf_token": browser.form_token("/oidc/logout")})
    lines = [line.replace('""', "") for line in own.headers.getlist("Set-Cookie")]
    assert any(cookies.SESSION + "=;" in line for line in lines)

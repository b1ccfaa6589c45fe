from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from egov_kit.op import challenge_of
from egov_kit.simulator import ABSENT, Reply, Simulator
from egov_kit.web import cookies

from tests.support.web import Browser

NewBrowser = Callable[[], Browser]


def has_session(browser: Browser) -> bool:
    return cookies.SESSION in browser.cookies()


def test_person_arrives_where_they_were_going(browser: Browser) -> None:
    answer = browser.sign_in("/counter?page=2")
    assert (answer.status_code, answer.location) == (302, "/counter?page=2")
    assert browser.get("/counter").text == "counter H17.08"


def test_request_carries_fresh_state_nonce_and_s256_challenge(
    browser: Browser, op: Simulator
) -> None:
    for _ in range(2):
        browser.get("/mine")
    asked = [call.form for call in op.calls("par")]
    assert [each["code_challenge_method"] for each in asked] == ["S256", "S256"]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]


def test_verifier_is_long_and_fits_the_challenge(browser: Browser, op: Simulator) -> None:
    browser.get("/mine")
    challenge = op.calls("par")[-1].form["code_challenge"]
    browser.sign_in()
    verifier = op.calls("token")[-1].form["code_verifier"]
    assert len(verifier) >= 43
    assert challenge_of(verifier) != challenge  # another attempt has another one


@pytest.mark.parametrize("state", [None, "", "another"])
def test_answer_without_our_state_is_refused(
    browser: Browser, op: Simulator, state: str | None
) -> None:
    answer = browser.at_provider(browser.get("/mine"))
    wrong = {k: v for k, v in (answer | {"state": state}).items() if v is not None}
    assert browser.callback(wrong).status_code == 400
    assert not has_session(browser)
    assert op.calls("token") == []
    assert browser.callback(answer).status_code == 302  # the attempt was not spent


@pytest.mark.parametrize("twice", ["state", "code", "iss"])
def test_answer_that_says_a_thing_twice_is_refused(
    browser: Browser, op: Simulator, twice: str
) -> None:
    answer = browser.at_provider(browser.get("/mine"))
    query = urlencode([*answer.items(), (twice, answer[twice])])
    assert browser.get(f"/oidc/callback?{query}").status_code == 400
    assert op.calls("token") == []
    assert browser.callback(answer).status_code == 302  # the attempt was not spent


@pytest.mark.parametrize("name", ["state", "code", "iss", "error", "error_description"])
@pytest.mark.parametrize("garbage", ["\0", "a" * 60_000, "\r\nX: y", "😀", "{{7*7}}", ""])
def test_garbage_in_an_answer_is_a_clean_page(browser: Browser, name: str, garbage: str) -> None:
    answer = browser.at_provider(browser.get("/mine"))
    harmless = name == "error_description"
    page = browser.callback(answer | {name: garbage})
    assert page.status_code == (302 if harmless else 400)
    assert has_session(browser) is harmless


def test_answer_is_worth_nothing_in_another_browser(
    browser: Browser, new_browser: NewBrowser, op: Simulator
) -> None:
    answer = browser.at_provider(browser.get("/mine"))
    victim = new_browser()
    victim.get("/mine")
    assert victim.callback(answer).status_code == 400
    assert not has_session(victim)
    assert op.calls("token") == []
    assert browser.callback(answer).status_code == 302


def test_code_of_another_sign_in_is_refused(
    browser: Browser, new_browser: NewBrowser, op: Simulator
) -> None:
    stolen = browser.at_provider(browser.get("/mine"))["code"]
    attacker = new_browser()
    answer = attacker.at_provider(attacker.get("/mine"))
    assert attacker.callback(answer | {"code": stolen}).status_code == 400
    assert not has_session(attacker)


def test_nonce_is_checked_where_the_provider_checks_no_pkce(
    browser: Browser, op: Simulator
) -> None:
    op.changes["id_token"] = {"nonce": "of-another-sign-in"}
    assert browser.sign_in().status_code == 400
    op.changes["id_token"] = {}
    assert browser.sign_in().status_code == 302


def test_replayed_callback_goes_home_and_asks_for_no_tokens(
    browser: Browser, op: Simulator
) -> None:
    answer = browser.at_provider(browser.get("/mine"))
    browser.callback(answer)
    session = browser.cookies()[cookies.SESSION]
    again = browser.callback(answer)
    assert (again.status_code, again.location) == (302, "/")
    assert len(op.calls("token")) == 1
    assert browser.cookies()[cookies.SESSION] == session
    assert browser.get("/mine").status_code == 200


@pytest.mark.parametrize(
    ("advertised", "iss", "status"),
    [
        (True, "https://evil.example", 400),
        (True, None, 400),
        (False, "https://evil.example", 400),
        (False, None, 302),
        (True, "ours", 302),
    ],
)
def test_issuer_of_the_answer_must_be_ours(
    browser: Browser, op: Simulator, advertised: bool, iss: str | None, status: int
) -> None:
    op.changes["discovery"] = {"authorization_response_iss_parameter_supported": advertised}
    answer = browser.at_provider(browser.get("/mine"))
    answer["iss"] = op.issuer if iss == "ours" else iss or ""
    if iss is None:
        del answer["iss"]
    assert browser.callback(answer).status_code == status
    assert len(op.calls("token")) == (1 if status == 302 else 0)
    assert has_session(browser) is (status == 302)


@pytest.mark.parametrize(
    "spoil",
    [
        {"id_token": ABSENT},
        {"token_type": "mac"},
        {"access_token": ABSENT},
        {"access_token": "not-a-token"},
    ],
)
def test_bad_token_answer_signs_nobody_in(
    browser: Browser, op: Simulator, spoil: dict[str, object]
) -> None:
    op.changes["token"] = spoil
    refused = browser.sign_in()
    assert (refused.status_code, has_session(browser)) == (400, False)
    assert "/oidc/login" in refused.text
    op.changes["token"] = {}
    assert browser.sign_in().status_code == 302


def test_tokens_of_two_people_sign_nobody_in(browser: Browser, op: Simulator) -> None:
    op.changes["access_token"] = {"sub": "somebody-else"}
    assert browser.sign_in().status_code == 400
    assert not has_session(browser)


def test_token_of_another_tenant_signs_nobody_in(browser: Browser, op: Simulator) -> None:
    op.changes["access_token"] = {"tenant": "quang-nam"}
    assert browser.sign_in().status_code == 400
    assert not has_session(browser)


def test_refused_sign_in_leaves_the_session_that_lives(browser: Browser, op: Simulator) -> None:
    browser.sign_in()
    before = browser.cookies()[cookies.SESSION]
    answer = browser.at_provider(browser.get("/oidc/login?next=/mine"))
    assert browser.callback(answer | {"iss": "https://evil.example"}).status_code == 400
    assert browser.cookies()[cookies.SESSION] == before
    assert browser.get("/mine").status_code == 200


@pytest.mark.parametrize(
    ("error", "status"),
    [("access_denied", 403), ("login_required", 401), ("invalid_scope", 400)],
)
def test_error_of_the_provider_is_a_clean_page(
    browser: Browser, op: Simulator, error: str, status: int
) -> None:
    browser.sign_in()
    answer = browser.at_provider(browser.get("/oidc/login?prompt=none&next=/mine"))
    said = {"error": error, "state": answer["state"], "iss": op.issuer}
    page = browser.callback(said)
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert browser.get("/mine").status_code == 200  # the session lives on
    assert browser.callback(said).location == "/"  # the attempt is spent


def test_page_that_grew_old_at_the_provider_starts_again_by_itself(
    browser: Browser, op: Simulator
) -> None:
    answer = browser.at_provider(browser.get("/counter"))
    old = {
        "error": "temporarily_unavailable",
        "error_description": "authentication_expired",
        "state": answer["state"],
        "iss": op.issuer,
    }
    again = browser.callback(old)
    assert again.location.startswith(op.issuer)
    assert browser.callback(browser.at_provider(again)).location == "/counter"


def test_old_page_starts_again_three_times_at_most(browser: Browser, op: Simulator) -> None:
    response = browser.get("/counter")
    for _ in range(4):
        answer = browser.at_provider(response)
        response = browser.callback(
            {
                "error": "temporarily_unavailable",
                "error_description": "authentication_expired",
                "state": answer["state"],
                "iss": op.issuer,
            }
        )
    assert response.status_code == 400


def test_provider_that_is_down_is_a_503_and_comes_back_by_itself(
    browser: Browser, op: Simulator, clock: Callable[[], float]
) -> None:
    op.replies["openid-configuration"] = op.replies["discovery"] = Reply(drop=True)
    page = browser.get("/mine")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert browser.cookies() == {}
    op.replies.clear()
    clock.forward(10)  # type: ignore[attr-defined] # past the cool-down
    assert browser.sign_in().status_code == 302


def test_provider_that_fails_at_the_code_is_a_503(browser: Browser, op: Simulator) -> None:
    answer = browser.at_provider(browser.get("/mine"))
    op.replies["token"] = Reply(status=500)
    page = browser.callback(answer)
    assert page.status_code == 503
    assert 'href="/oidc/login?next=/mine"' in page.text  # the callback itself serves once only
    assert not has_session(browser)


def test_no_cookie_holds_a_token_and_each_is_for_this_host_alone(browser: Browser) -> None:
    begun = browser.get("/mine")
    done = browser.callback(browser.at_provider(begun))
    for line in begun.headers.getlist("Set-Cookie") + done.headers.getlist("Set-Cookie"):
        assert line.strip().startswith("__Host-")
        for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert flag in line
        assert "eyJ" not in line
        assert "Domain" not in line


def test_session_id_changes_at_each_sign_in(browser: Browser) -> None:
    browser.set_cookie(cookies.SESSION, "planted")
    browser.sign_in()
    first = browser.cookies()[cookies.SESSION]
    browser.callback(browser.at_provider(browser.get("/oidc/login")))
    second = browser.cookies()[cookies.SESSION]
    assert len({"planted", first, second}) == 3
    browser.set_cookie(cookies.SESSION, first)
    assert browser.get("/mine").status_code == 302  # the first one is dead

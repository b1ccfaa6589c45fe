import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from egov_kit import database
from egov_kit.host import Host
from egov_kit.settings import Settings
from egov_kit.simulator import ABSENT, Call, Reply, Simulator
from egov_kit.simulator.jose import key
from sqlalchemy import text
from werkzeug.test import Client, TestResponse

from tests.support.op import HandClock
from tests.support.web import Browser

EVENT = "http://schemas.openid.net/event/backchannel-logout"
Post = Callable[..., TestResponse]


@pytest.fixture
def post(host: Host) -> Post:
    """Post a logout token as the provider does."""
    client = Client(host.internal)

    def send(token: str | None, module: str = "onestop") -> TestResponse:
        form = {} if token is None else {"logout_token": token}
        return client.post(f"/{module}/oidc/backchannel-logout", data=form)

    return send


def test_logout_by_sid_ends_that_session_alone(
    browser: Browser, new_browser: Callable[[], Browser], op: Simulator, post: Post
) -> None:
    browser.sign_in()
    op.changes["access_token"] = {"sid": "session-2"}
    op.changes["id_token"] = {"sid": "session-2"}
    other = new_browser()
    other.sign_in()
    answer = post(op.logout_token(sid="session-2", sub=ABSENT))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert other.get("/mine").status_code == 302
    assert browser.get("/mine").status_code == 200


def test_logout_by_sub_ends_every_session_of_the_person(
    browser: Browser, new_browser: Callable[[], Browser], op: Simulator, post: Post
) -> None:
    browser.sign_in()
    op.changes["access_token"] = {"sid": "session-2"}
    op.changes["id_token"] = {"sid": "session-2"}
    other = new_browser()
    other.sign_in()
    assert post(op.logout_token(sid=ABSENT, sub="somebody-else")).status_code == 200
    assert browser.get("/mine").status_code == 200
    assert post(op.logout_token(sid=ABSENT)).status_code == 200
    assert [each.get("/mine").status_code for each in (browser, other)] == [302, 302]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 400), ({"sub": ABSENT}, 400), ({"sid": ABSENT}, 400),
        ({"sid": "session-2"}, 302), ({"sid": ABSENT, "sub": "somebody-else"}, 302),
    ],
    ids=str,
)  # fmt: skip
def test_logout_that_overtakes_the_sign_in_ends_it(
    browser: Browser, op: Simulator, post: Post, clock: HandClock, change: dict[str, object],
    status: int,
) -> None:  # fmt: skip
    good = op.serve

    def meanwhile_signed_out(call: Call) -> Reply:
        answer = good(call)
        clock.forward(1)
        assert post(op.logout_token(**change)).status_code == 200
        return answer

    op.replies["token"] = meanwhile_signed_out
    assert browser.sign_in().status_code == status
    assert (browser.get("/mine").status_code == 200) is (status == 302)
    op.replies.clear()
    browser.forget_cookies()
    assert browser.sign_in("/counter").status_code == 302  # a sign-in after it is a new one


@pytest.mark.parametrize("change", [{}, {"sub": ABSENT}, {"sid": ABSENT}], ids=str)
def test_logout_token_that_comes_again_ends_no_later_session(
    browser: Browser, op: Simulator, post: Post, clock: HandClock, change: dict[str, object]
) -> None:
    token = op.logout_token(**change)
    assert post(token).status_code == 200
    clock.forward(1)
    browser.sign_in()
    assert post(token).status_code == 200
    assert browser.get("/mine").status_code == 200
    assert post(op.logout_token(**change)).status_code == 200
    assert browser.get("/mine").status_code == 302


def test_refresh_token_is_dropped_with_the_session(
    browser: Browser, op: Simulator, post: Post, clock: HandClock
) -> None:
    browser.sign_in()
    post(op.logout_token())
    clock.forward(250)
    browser.get("/mine")
    assert [call.form["grant_type"] for call in op.calls("token")] == ["authorization_code"]


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "portal"}, {"aud": ["portal", "other"]}, {"aud": ABSENT},
        {"events": ABSENT}, {"events": [EVENT]}, {"events": {"other": {}}},
        {"events": {EVENT: True}}, {"sub": ABSENT, "sid": ABSENT}, {"sub": "another"},
        {"exp": 1}, {"iat": 1}, {"iat": 99_999_999_999}, {"exp": ABSENT}, {"nonce": "n"},
        {"jti": ABSENT}, {"typ": "ID"},
    ],
    ids=str,
)  # fmt: skip
def test_wrong_logout_token_is_a_400_and_the_session_lives(
    browser: Browser, op: Simulator, post: Post, change: dict[str, object]
) -> None:
    browser.sign_in()
    answer = post(op.logout_token(**change))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (400, "no-store")
    assert browser.get("/mine").status_code == 200


def test_other_members_beside_the_event_are_fine(
    browser: Browser, op: Simulator, post: Post
) -> None:
    browser.sign_in()
    events = {EVENT: {}, "https://keycloak.org/revoke": {}}
    assert post(op.logout_token(events=events)).status_code == 200
    assert browser.get("/mine").status_code == 302


def test_other_kinds_of_token_are_refused(browser: Browser, op: Simulator, post: Post) -> None:
    browser.sign_in()
    for token in (op.id_token(), op.access_token(), None, "", "a.b.c", "no token"):
        assert post(token).status_code == 400
    assert browser.get("/mine").status_code == 200


def test_token_signed_by_nobody_we_know_is_refused(
    browser: Browser, op: Simulator, post: Post
) -> None:
    browser.sign_in()
    claims = {"sub": "f:people:5f0c1c5e"}
    good = op.logout_token(**claims)
    payload = json.loads(_decode(good.split(".")[1]))
    assert post(op.sign(payload, {"typ": "logout+jwt"}, by=key("stranger"))).status_code == 400
    unsigned = f"{_encode({'alg': 'none', 'typ': 'logout+jwt'})}.{_encode(payload)}."
    assert post(unsigned).status_code == 400
    assert browser.get("/mine").status_code == 200
    assert post(good).status_code == 200


def test_issuer_that_is_not_ours_costs_no_call(op: Simulator, post: Post) -> None:
    for issuer in ("https://evil.example", op.issuer + "/", op.issuer.upper(), op.issuer + "x"):
        assert post(op.logout_token(iss=issuer)).status_code == 400
    assert op.calls() == []


def test_public_listener_knows_no_backchannel(browser: Browser, op: Simulator) -> None:
    form = {"logout_token": op.logout_token()}
    for path in ("/oidc/backchannel-logout", "/onestop/oidc/backchannel-logout"):
        assert browser.post(path, form).status_code == 404


@pytest.mark.parametrize("module", ["nothing", "egov-idp", ".."])
def test_internal_listener_knows_only_modules(op: Simulator, post: Post, module: str) -> None:
    assert post(op.logout_token(), module).status_code in (404, 308)
    assert op.calls() == []


def test_store_that_is_down_is_a_5xx(
    browser: Browser, op: Simulator, post: Post, web_settings: Settings
) -> None:
    browser.sign_in()
    with database.kit_transaction(web_settings, "danang", "onestop") as db:
        db.execute(text("ALTER TABLE kit_session RENAME TO away"))
    answer = post(op.logout_token())
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
    with database.kit_transaction(web_settings, "danang", "onestop") as db:
        db.execute(text("ALTER TABLE away RENAME TO kit_session"))
    assert post(op.logout_token()).status_code == 200


def test_tenant_that_is_still_being_set_up_is_a_503_and_is_set_up_all_the_same(
    host: Host, op: Simulator, post: Post, web_settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "db" / "danang" / "kit_onestop.sqlite").unlink()
    assert post(op.logout_token()).status_code == 503
    database.migrate_kit(web_settings, "danang", "onestop")
    assert post(op.logout_token()).status_code == 200


def test_provider_that_misbehaves_is_a_503(
    browser: Browser, op: Simulator, post: Post, clock: HandClock
) -> None:
    op.changes["discovery"] = {"issuer": "https://evil.example"}
    assert post(op.logout_token()).status_code == 503
    op.changes["discovery"] = {}
    clock.forward(60)
    assert post(op.logout_token()).status_code == 200


def test_internal_listener_says_that_it_lives(host: Host) -> None:
    assert Client(host.internal).get("/healthz").status_code == 200


def _encode(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _decode(segment: str) -> bytes:
    return urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("POST", "/unknown/oidc/backchannel-logout", 404),
        ("GET", "/onestop/oidc/backchannel-logout", 405),
    ],
)
def test_what_is_not_there_is_problem_json(host: Host, method: str, path: str, status: int) -> None:
    answer = Client(host.internal).open(path, method=method)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json is not None
    assert answer.json["status"] == status
    assert ("POST" in answer.allow) is (status == 405)

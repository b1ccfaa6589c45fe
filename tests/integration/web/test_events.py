"""Security events posted by the sign-in server (RFC 8417, RFC 8935, CAEP, RISC)."""

from collections.abc import Callable
from typing import Any

import pytest
from egov_kit.host import Host
from egov_kit.op.security_event import ACCOUNT_DISABLED, CLAIMS_CHANGED, SESSION_REVOKED
from egov_kit.simulator import ABSENT, Call, Reply, Simulator, changed
from egov_kit.simulator.jose import key
from joserfc import jwt
from werkzeug.test import Client, TestResponse

from tests.support.op import CLIENT_KEY, HandClock
from tests.support.web import Browser

Post = Callable[..., TestResponse]
MEDIA_TYPE = "application/secevent+jwt"
SUB = "f:people:5f0c1c5e"


@pytest.fixture
def post(host: Host) -> Post:
    """Post an event as a transmitter does."""
    client = Client(host.internal)

    def send(token: str, module: str = "onestop", media_type: str = MEDIA_TYPE) -> TestResponse:
        return client.post(f"/{module}/oidc/events", data=token, content_type=media_type)

    return send


@pytest.fixture
def event(op: Simulator) -> Callable[..., str]:
    """A good event of that type about the person who signs in, changed."""

    def make(
        kind: str = SESSION_REVOKED, header: dict[str, Any] | None = None, **change: object
    ) -> str:
        now = int(op.clock())
        claims = {
            "iss": op.issuer,
            "aud": "onestop",
            "iat": now,
            "jti": "event-1",
            "sub_id": person(op),
            "events": {kind: {"event_timestamp": now}},
        }
        return op.sign(changed(claims, change), {"typ": "secevent+jwt"} | (header or {}))

    return make


def person(op: Simulator, **change: str) -> dict[str, str]:
    return {"format": "iss_sub", "iss": op.issuer, "sub": SUB} | change


def session(op: Simulator, sid: str = "session-1", **more: object) -> dict[str, object]:
    return {"format": "complex", "session": {"format": "opaque", "id": sid}, **more}


@pytest.mark.parametrize("kind", [SESSION_REVOKED, ACCOUNT_DISABLED])
def test_event_about_a_person_ends_all_their_sessions_and_no_other(
    browser: Browser, op: Simulator, post: Post, event: Callable[..., str], kind: str
) -> None:
    browser.sign_in()
    other = event(kind, sub_id=person(op, sub="somebody-else"), jti="event-2")

    assert post(other).status_code == 202
    assert browser.get("/mine").status_code == 200
    assert post(event(kind)).status_code == 202
    assert browser.get("/mine").status_code == 302


def test_event_about_a_session_ends_that_one_alone(
    browser: Browser, new_browser: Callable[[], Browser], op: Simulator, post: Post,
    event: Callable[..., str],
) -> None:  # fmt: skip
    browser.sign_in()
    op.changes["access_token"] = {"sid": "session-2"}
    op.changes["id_token"] = {"sid": "session-2"}
    other = new_browser()
    other.sign_in()

    post(event(sub_id=session(op, "session-2", user=person(op))))

    assert [each.get("/mine").status_code for each in (browser, other)] == [200, 302]


def test_session_of_somebody_else_is_not_ended(
    browser: Browser, op: Simulator, post: Post, event: Callable[..., str]
) -> None:
    browser.sign_in()

    post(event(sub_id=session(op, user=person(op, sub="somebody-else"))))

    assert browser.get("/mine").status_code == 200


def test_disabled_account_ends_all_sessions_whichever_is_named(
    browser: Browser, op: Simulator, post: Post, event: Callable[..., str]
) -> None:
    browser.sign_in()

    post(event(ACCOUNT_DISABLED, sub_id=session(op, "session-9", user=person(op))))

    assert browser.get("/mine").status_code == 302


def test_event_that_overtakes_the_sign_in_ends_it(
    browser: Browser, op: Simulator, post: Post, clock: HandClock, event: Callable[..., str]
) -> None:
    good = op.serve

    def meanwhile_revoked(call: Call) -> Reply:
        answer = good(call)
        clock.forward(1)
        assert post(event()).status_code == 202
        return answer

    op.replies["token"] = meanwhile_revoked

    assert browser.sign_in().status_code == 400
    assert browser.get("/mine").status_code == 302


def test_event_told_late_does_not_end_what_was_begun_after_it_happened(
    browser: Browser, post: Post, clock: HandClock, event: Callable[..., str]
) -> None:
    long_ago = int(clock()) - 86_400
    browser.sign_in()

    late = post(event(events={SESSION_REVOKED: {"event_timestamp": long_ago}}))
    assert (late.status_code, browser.get("/mine").status_code) == (202, 200)

    by_a_clock_that_is_slow = {SESSION_REVOKED: {"event_timestamp": int(clock()) - 20}}
    post(event(events=by_a_clock_that_is_slow, jti="event-2"))
    assert browser.get("/mine").status_code == 302


def test_event_that_comes_again_ends_no_later_session(
    browser: Browser, post: Post, clock: HandClock, event: Callable[..., str]
) -> None:
    token = event()
    assert post(token).status_code == 202
    clock.forward(1)
    browser.sign_in()

    assert post(token).status_code == 202

    assert browser.get("/mine").status_code == 200


def test_changed_claims_are_taken_at_the_next_request_and_once(
    browser: Browser, op: Simulator, post: Post, event: Callable[..., str]
) -> None:
    browser.sign_in("/counter")
    op.changes["access_token"] = {"grants": []}

    post(event(CLAIMS_CHANGED, events={CLAIMS_CHANGED: {"claims": {"grants": []}}}))

    assert [browser.get("/counter").status_code for _ in range(2)] == [403, 403]
    asked = [call.form["grant_type"] for call in op.calls("token")]
    assert asked.count("refresh_token") == 1


def test_rights_that_changed_count_for_nothing_on_a_public_page(
    browser: Browser, post: Post, event: Callable[..., str]
) -> None:
    browser.sign_in()
    known = browser.get("/nobody")  # which asks who it is
    post(event(CLAIMS_CHANGED))

    assert (known.status_code, browser.get("/nobody").status_code) == (200, 500)


def test_claims_that_change_while_they_are_taken_are_taken_again(
    browser: Browser, op: Simulator, post: Post, event: Callable[..., str]
) -> None:
    browser.sign_in("/counter")
    good, told = op.serve, iter(["event-2"])

    def meanwhile_changed(call: Call) -> Reply:
        answer = good(call)
        for jti in told:
            op.changes["access_token"] = {"grants": []}
            post(event(CLAIMS_CHANGED, jti=jti))
        return answer

    op.replies["token"] = meanwhile_changed
    post(event(CLAIMS_CHANGED))

    assert [browser.get("/counter").status_code for _ in range(2)] == [200, 403]


def test_provider_that_is_away_ends_no_session_whose_claims_changed(
    browser: Browser, op: Simulator, post: Post, event: Callable[..., str]
) -> None:
    browser.sign_in()
    post(event(CLAIMS_CHANGED))
    op.replies["token"] = Reply(status=503)

    assert browser.get("/mine").status_code == 200


def test_receipt_is_signed_by_the_module_and_says_what_was_done(
    browser: Browser, op: Simulator, post: Post, event: Callable[..., str]
) -> None:
    browser.sign_in()

    answer = post(event())

    assert (answer.data, answer.headers["Cache-Control"]) == (b"", "no-store")
    receipt = jwt.decode(answer.headers["EGov-Receipt"], CLIENT_KEY, algorithms=["RS256"])
    assert receipt.header["typ"] == "egov-receipt+jwt"
    said = {name: receipt.claims[name] for name in ("iss", "aud", "set", "sessions")}
    assert said == {"iss": "onestop", "aud": op.issuer, "set": "event-1", "sessions": 1}


@pytest.mark.parametrize(
    ("change", "err"),
    [
        ({"aud": "portal"}, "invalid_audience"),
        ({"aud": ABSENT}, "invalid_request"),
        ({"iss": "https://elsewhere.example"}, "invalid_issuer"),
        ({"iat": ABSENT}, "invalid_request"),
        ({"iat": 99_999_999_999}, "invalid_request"),
        ({"jti": ABSENT}, "invalid_request"),
        ({"events": ABSENT}, "invalid_request"),
        ({"events": {}}, "invalid_request"),
        ({"events": {SESSION_REVOKED: True}}, "invalid_request"),
        ({"events": {SESSION_REVOKED: {"event_timestamp": "now"}}}, "invalid_request"),
        ({"sub_id": ABSENT}, "invalid_request"),
        ({"sub_id": {"format": "email", "email": "a@b.vn"}}, "invalid_request"),
        ({"sub_id": {"format": "complex"}}, "invalid_request"),
        ({"sub_id": {"format": "iss_sub", "iss": "https://elsewhere.example", "sub": SUB}},
         "invalid_request"),
        ({"sub": SUB}, "invalid_request"),
        ({"exp": 99_999_999_999}, "invalid_request"),
        ({"nonce": "n"}, "invalid_request"),
    ],
    ids=str,
)  # fmt: skip
def test_event_that_is_not_as_it_should_be_is_refused_and_ends_nothing(
    browser: Browser, post: Post, event: Callable[..., str], change: dict[str, object], err: str
) -> None:
    browser.sign_in()

    answer = post(event(**change))

    assert (answer.status_code, (answer.json or {})["err"]) == (400, err)
    assert browser.get("/mine").status_code == 200


@pytest.mark.parametrize("kind", ["logout+jwt", "JWT", "at+jwt", ABSENT], ids=str)
def test_token_of_another_type_is_refused(
    post: Post, event: Callable[..., str], kind: object
) -> None:
    assert post(event(header={"typ": kind})).status_code == 400


def test_event_signed_by_somebody_else_is_refused(op: Simulator, post: Post) -> None:
    claims = {"iss": op.issuer, "aud": "onestop", "iat": int(op.clock()), "jti": "x"}
    forged = op.sign(claims, {"typ": "secevent+jwt", "kid": "op-1"}, key("other"))

    assert (post(forged).json or {})["err"] == "invalid_key"


def test_event_of_a_kind_that_is_not_ours_is_acknowledged(
    post: Post, event: Callable[..., str]
) -> None:
    kind = "https://schemas.openid.net/secevent/ssf/event-type/verification"

    assert post(event(kind, sub_id=ABSENT, events={kind: {"state": "s"}})).status_code == 202


def test_other_media_type_is_refused(post: Post, event: Callable[..., str]) -> None:
    assert post(event(), media_type="application/jwt").status_code == 400


def test_no_such_module_is_a_404(post: Post, event: Callable[..., str]) -> None:
    assert post(event(), module="nobody").status_code == 404


def test_keys_that_cannot_be_had_are_a_503(
    op: Simulator, post: Post, event: Callable[..., str]
) -> None:
    op.replies["keys"] = Reply(status=503)

    assert post(event()).status_code == 503

"""T-19, T-26, T-27, R and X: what the token endpoint may answer, and what we send it once."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from egov_kit.errors import (
    CallRefused,
    GrantRefused,
    KitError,
    ProviderMisbehaved,
    ProviderUnreachable,
)
from egov_kit.op import Provider, TokenSet
from egov_kit.simulator import ABSENT, Call, Reply, Simulator, changed
from egov_kit.simulator.jose import decode

from tests.support.op import HandClock, provider_of

GOOD = {
    "access_token": "access-1",
    "id_token": "id-1",
    "refresh_token": "refresh-2",
    "token_type": "Bearer",
    "expires_in": 300,
    "refresh_expires_in": 1260,
}


def redeem(provider: Provider) -> TokenSet:
    return provider.redeem(
        code="code-1", redirect_uri="http://x/oidc/callback", code_verifier="verifier-1"
    )


ANSWERS = [
    pytest.param({}, True, id="as it should be"),
    pytest.param({"token_type": "bearer"}, True, id="bearer"),
    pytest.param({"token_type": "BEARER"}, True, id="BEARER"),
    pytest.param({"token_type": "mac"}, False, id="mac"),
    pytest.param({"token_type": "DPoP"}, False, id="DPoP"),
    pytest.param({"token_type": ABSENT}, False, id="no token_type"),
    pytest.param({"token_type": ["Bearer"]}, False, id="token_type a list"),
    pytest.param({"expires_in": ABSENT}, True, id="no expires_in"),
    pytest.param({"expires_in": "300"}, False, id="expires_in text"),
    pytest.param({"expires_in": -1}, False, id="expires_in negative"),
    pytest.param({"expires_in": True}, False, id="expires_in true"),
    pytest.param({"expires_in": 10**30}, False, id="expires_in endless"),
    pytest.param({"refresh_expires_in": 0}, True, id="refresh token without end"),
    pytest.param({"refresh_expires_in": "x"}, False, id="refresh_expires_in text"),
    pytest.param({"refresh_token": ABSENT}, True, id="no refresh token"),
    pytest.param({"refresh_token": 7}, False, id="refresh token a number"),
    pytest.param({"access_token": ABSENT}, False, id="no access token"),
    pytest.param({"access_token": ""}, False, id="access token empty"),
    pytest.param({"access_token": "a\r\nX: y"}, False, id="access token with a line break"),
    pytest.param({"access_token": "é"}, False, id="access token not ASCII"),
    pytest.param({"access_token": "x" * 16_385}, False, id="access token too long"),
    pytest.param({"access_token": ["x"]}, False, id="access token a list"),
    pytest.param({"id_token": ABSENT}, False, id="no ID token"),
    pytest.param({"id_token": None}, False, id="ID token null"),
    pytest.param({"id_token": {"sub": "x"}}, False, id="ID token an object"),
    pytest.param({"error": "invalid_grant"}, False, id="200 with an error"),
    pytest.param({"error": None}, False, id="200 with an error that is null"),
    pytest.param({"scope": "openid", "session_state": "x"}, True, id="more members"),
]


@pytest.mark.parametrize(("changes", "good"), ANSWERS)
def test_members_of_a_token_answer(
    op: Simulator, provider: Provider, changes: dict[str, Any], good: bool
) -> None:
    op.replies["token"] = Reply(body=changed(GOOD, changes))
    if good:
        assert redeem(provider).access_token == "access-1"
    else:
        with pytest.raises(ProviderMisbehaved):
            redeem(provider)
    assert len(op.calls("token")) == 1


def refusal(status: int, error: str) -> Reply:
    return Reply(status=status, body={"error": error})


REPLIES = [
    pytest.param(Reply(body=GOOD, media_type="text/html"), ProviderMisbehaved, id="html"),
    pytest.param(Reply(body=GOOD, media_type="text/json"), ProviderMisbehaved, id="text/json"),
    pytest.param(Reply(body=b"access_token=x&token_type=bearer"), ProviderMisbehaved, id="form"),
    pytest.param(Reply(body=[GOOD]), ProviderMisbehaved, id="array"),
    pytest.param(Reply(body=GOOD, status=201), ProviderMisbehaved, id="201"),
    pytest.param(Reply(body=b"", status=204), ProviderMisbehaved, id="204"),
    pytest.param(
        Reply(status=307, headers={"Location": "http://127.0.0.1:9/"}),
        ProviderMisbehaved,
        id="redirect",
    ),
    pytest.param(Reply(body=GOOD, status=500), ProviderUnreachable, id="500"),
    pytest.param(
        Reply(status=502, body=b"", media_type="text/html"), ProviderUnreachable, id="502"
    ),
    pytest.param(Reply(status=429), ProviderUnreachable, id="429"),
    pytest.param(Reply(drop=True), ProviderUnreachable, id="dropped"),
    pytest.param(Reply(body=b" " * 10_000_000), ProviderMisbehaved, id="10 MB"),
    pytest.param(Reply(status=400, body={"error": "invalid_grant"}), GrantRefused, id="grant"),
    pytest.param(
        Reply(status=400, body={"error": "invalid_request"}), ProviderMisbehaved, id="400"
    ),
    pytest.param(Reply(status=401, body={"error": "invalid_client"}), ProviderMisbehaved, id="401"),
    pytest.param(Reply(status=400, body={"error": ["x"]}), ProviderMisbehaved, id="error a list"),
    pytest.param(Reply(status=400, body=b"no"), ProviderMisbehaved, id="400 without JSON"),
]


@pytest.mark.parametrize(("reply", "error"), REPLIES)
@pytest.mark.parametrize("ask", [redeem, lambda p: p.refresh("refresh-1")], ids=["code", "refresh"])
def test_answer_without_tokens_is_a_typed_error_and_not_asked_again(
    op: Simulator,
    provider: Provider,
    ask: Callable[[Provider], object],
    reply: Reply,
    error: type[KitError],
) -> None:
    op.replies["token"] = reply
    with pytest.raises(error):
        ask(provider)
    assert len(op.calls("token")) == 1


@pytest.fixture
def hasty(op: Simulator) -> Iterator[Provider]:
    made = provider_of(op, timeout=0.3)
    yield made
    made.close()


@pytest.mark.parametrize("reply", [Reply(stall=20), Reply(trickle=0.02, body=b" " * 4000)])
def test_stalling_token_endpoint_is_unreachable_and_asked_once(
    op: Simulator, hasty: Provider, reply: Reply
) -> None:
    op.replies["token"] = reply
    for ask in (redeem, lambda p: p.refresh("refresh-1"), lambda p: p.exchange("a", audience="b")):
        with pytest.raises(ProviderUnreachable):
            ask(hasty)
    assert len(op.calls("token")) == 3


def test_error_text_never_quotes_the_server(op: Simulator, provider: Provider) -> None:
    op.replies["token"] = Reply(status=400, body={"error": "the code code-1 is spent"})
    with pytest.raises(ProviderMisbehaved) as caught:
        redeem(provider)
    assert "code-1" not in str(caught.value)


def test_code_is_sent_with_its_verifier_and_redirect_address(
    op: Simulator, provider: Provider
) -> None:
    op.replies["token"] = Reply(body=GOOD)
    redeem(provider)
    form = op.calls("token")[0].form
    assert form["grant_type"] == "authorization_code"
    assert (form["code"], form["code_verifier"]) == ("code-1", "verifier-1")
    assert form["redirect_uri"] == "http://x/oidc/callback"
    assert "client_secret" not in form


def test_lifetimes_become_times(op: Simulator, provider: Provider, clock: HandClock) -> None:
    op.replies["token"] = Reply(body=GOOD)
    tokens, now = redeem(provider), datetime.fromtimestamp(clock(), UTC)
    assert tokens.expires_at == now + timedelta(seconds=300)
    assert tokens.refresh_expires_at == now + timedelta(seconds=1260)


def test_unknown_lifetime_is_taken_as_a_minute(
    op: Simulator, provider: Provider, clock: HandClock
) -> None:
    left_out = {"expires_in": ABSENT, "refresh_expires_in": 0}
    op.replies["token"] = Reply(body=changed(GOOD, left_out))
    tokens = redeem(provider)
    assert tokens.expires_at == datetime.fromtimestamp(clock() + 60, UTC)
    assert tokens.refresh_expires_at is None


@pytest.mark.parametrize("sent", ["refresh-1", "refresh-2", ABSENT])
def test_refresh_token_may_be_missing_the_same_or_new(
    op: Simulator, provider: Provider, sent: object
) -> None:
    op.replies["token"] = Reply(body=changed(GOOD, {"refresh_token": sent, "id_token": ABSENT}))
    tokens = provider.refresh("refresh-1")
    assert tokens.refresh_token == (None if sent is ABSENT else sent)


def test_printed_tokens_show_nothing(op: Simulator, provider: Provider) -> None:
    op.replies["token"] = Reply(body=GOOD)
    shown = repr(redeem(provider))
    assert not any(str(each) in shown for each in ("access-1", "id-1", "refresh-2"))


# Client authentication


def assertion_of(call: Call) -> tuple[dict[str, Any], dict[str, Any]]:
    head, payload, _ = call.form["client_assertion"].split(".")
    return json.loads(decode(head)), json.loads(decode(payload))


def test_client_proves_itself_with_a_short_lived_assertion(
    op: Simulator, provider: Provider, clock: HandClock
) -> None:
    op.replies["token"] = Reply(body=GOOD)
    redeem(provider)
    header, claims = assertion_of(op.calls("token")[0])
    assert (header["alg"], header["kid"]) == ("RS256", "client")
    assert claims["aud"] == op.issuer
    assert claims["iss"] == claims["sub"] == "onestop"
    assert claims["iat"] == int(clock())
    assert claims["exp"] - claims["iat"] <= 60


def test_no_two_requests_share_an_assertion(op: Simulator, provider: Provider) -> None:
    op.replies["token"] = Reply(body=GOOD)
    for _ in range(5):
        provider.refresh("refresh-1")
    names = {assertion_of(call)[1]["jti"] for call in op.calls("token")}
    assert len(names) == 5


# Token exchange


EXCHANGED = {
    "access_token": "access-2",
    "token_type": "Bearer",
    "expires_in": 300,
    "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
}


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        pytest.param({}, True, id="as it should be"),
        pytest.param({"expires_in": ABSENT}, True, id="no expires_in"),
        pytest.param({"issued_token_type": ABSENT}, False, id="no type"),
        pytest.param(
            {"issued_token_type": "urn:ietf:params:oauth:token-type:refresh_token"},
            False,
            id="refresh token",
        ),
        pytest.param({"token_type": "N_A"}, False, id="not a bearer token"),
        pytest.param({"access_token": ABSENT}, False, id="no token"),
        pytest.param({"error": "x"}, False, id="200 with an error"),
    ],
)
def test_members_of_an_exchange_answer(
    op: Simulator, provider: Provider, changes: dict[str, Any], good: bool
) -> None:
    op.replies["token"] = Reply(body=changed(EXCHANGED, changes))
    if good:
        assert provider.exchange("access-1", audience="egov-idp").access_token == "access-2"
    else:
        with pytest.raises(CallRefused):
            provider.exchange("access-1", audience="egov-idp")


EXCHANGE_ERRORS = [
    pytest.param(Reply(status=400, body={"error": "invalid_request"}), CallRefused, id="400"),
    pytest.param(Reply(status=400, body={"error": "invalid_grant"}), CallRefused, id="grant"),
    pytest.param(Reply(status=403, body={"error": "access_denied"}), CallRefused, id="403"),
    pytest.param(Reply(body=b"<p>", media_type="text/html"), CallRefused, id="html"),
    pytest.param(Reply(status=500), ProviderUnreachable, id="500"),
    pytest.param(Reply(drop=True), ProviderUnreachable, id="dropped"),
]


@pytest.mark.parametrize(("reply", "error"), EXCHANGE_ERRORS)
def test_refused_exchange_is_a_typed_error_and_not_asked_again(
    op: Simulator, provider: Provider, reply: Reply, error: type[KitError]
) -> None:
    op.replies["token"] = reply
    with pytest.raises(error):
        provider.exchange("access-1", audience="egov-idp")
    assert len(op.calls("token")) == 1


def test_exchange_asks_for_one_audience(op: Simulator, provider: Provider) -> None:
    provider.exchange(op.access_token(), audience="egov-idp")
    form = op.calls("token")[0].form
    assert (form["audience"], form["scope"]) == ("egov-idp", "call:egov-idp")
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange"


def test_exchanged_token_is_good_there_and_not_here(op: Simulator, clock: HandClock) -> None:
    portal = provider_of(op, client_id="portal", clock=clock)
    people = provider_of(op, client_id="egov-idp", clock=clock)
    token = portal.exchange(op.access_token(audience="portal"), audience="egov-idp").access_token
    assert people.verify_access_token(token).azp == "portal"
    with pytest.raises(KitError):
        portal.verify_access_token(token)
    portal.close()
    people.close()

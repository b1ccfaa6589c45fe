"""Pushed authorization requests (RFC 9126): P-04, D-05, C-04."""

import logging
from urllib.parse import parse_qs, urlsplit

import pytest
from egov_kit.errors import ProviderMisbehaved, ProviderUnreachable
from egov_kit.op import Provider, challenge_of
from egov_kit.simulator import ABSENT, Reply, Simulator, changed

CALLBACK = "http://onestop.danang.localhost:8000/oidc/callback"
NUMBER = "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c"


def begin(provider: Provider, **more: str) -> str:
    return provider.authorization_url(
        redirect_uri=CALLBACK,
        state="state-1",
        nonce="nonce-1",
        code_challenge=challenge_of("verifier-1"),
        **more,  # type: ignore[arg-type] # texts alone
    )


def query_of(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def pushed(**changes: object) -> Reply:
    answer = {"request_uri": NUMBER, "expires_in": 60}
    return Reply(status=201, body=changed(answer, changes))


def test_browser_carries_our_name_and_the_number_alone(provider: Provider, op: Simulator) -> None:
    op.replies["par"] = pushed()
    url = begin(provider)
    assert url.startswith(f"{op.issuer}/protocol/openid-connect/auth?")
    assert query_of(url) == {"client_id": ["onestop"], "request_uri": [NUMBER]}


def test_request_is_pushed_whole_and_signed(provider: Provider, op: Simulator) -> None:
    begin(provider, prompt="login", acr_values="2")
    (call,) = op.calls("par")
    proof = {"client_assertion", "client_assertion_type"}
    assert {n: v for n, v in call.form.items() if n not in proof} == {
        "response_type": "code",
        "client_id": "onestop",
        "redirect_uri": CALLBACK,
        "scope": "openid",
        "state": "state-1",
        "nonce": "nonce-1",
        "code_challenge": challenge_of("verifier-1"),
        "code_challenge_method": "S256",
        "prompt": "login",
        "acr_values": "2",
    }
    assert call.query == {}
    assert proof <= call.form.keys()


def test_server_that_offers_none_is_sent_the_request_by_the_browser(
    provider: Provider, op: Simulator
) -> None:
    op.changes["discovery"] = {"pushed_authorization_request_endpoint": ABSENT}
    assert query_of(begin(provider))["state"] == ["state-1"]
    assert op.calls("par") == []


ANSWERS = [
    pytest.param(pushed(), None, id="as it should be"),
    pytest.param(pushed(expires_in=1), None, id="one second"),
    pytest.param(Reply(status=200, body={"request_uri": NUMBER, "expires_in": 60}), None, id="200"),
    pytest.param(pushed(expires_in=0), ProviderMisbehaved, id="no second"),
    pytest.param(pushed(expires_in=-1), ProviderMisbehaved, id="less than none"),
    pytest.param(pushed(expires_in="60"), ProviderMisbehaved, id="seconds as text"),
    pytest.param(pushed(expires_in=True), ProviderMisbehaved, id="seconds true"),
    pytest.param(pushed(expires_in=ABSENT), ProviderMisbehaved, id="no lifetime"),
    pytest.param(pushed(request_uri=ABSENT), ProviderMisbehaved, id="no number"),
    pytest.param(pushed(request_uri=""), ProviderMisbehaved, id="empty number"),
    pytest.param(pushed(request_uri=[NUMBER]), ProviderMisbehaved, id="number in a list"),
    pytest.param(pushed(request_uri=f"{NUMBER}\r\nX: y"), ProviderMisbehaved, id="line end"),
    pytest.param(pushed(request_uri=f"{NUMBER}é"), ProviderMisbehaved, id="not ASCII"),
    pytest.param(pushed(request_uri="urn:" + "x" * 600), ProviderMisbehaved, id="too long"),
    pytest.param(pushed(request_uri="https://evil.example/r"), ProviderMisbehaved, id="foreign"),
    pytest.param(pushed(request_uri="javascript:alert(1)"), ProviderMisbehaved, id="script"),
    pytest.param(Reply(status=500), ProviderUnreachable, id="500"),
    pytest.param(Reply(status=429), ProviderUnreachable, id="429"),
    pytest.param(Reply(drop=True), ProviderUnreachable, id="no answer"),
    pytest.param(Reply(status=404), ProviderMisbehaved, id="404"),
    pytest.param(Reply(status=302, headers={"Location": "/x"}), ProviderMisbehaved, id="redirect"),
    pytest.param(
        Reply(status=400, body={"error": "invalid_request"}), ProviderMisbehaved, id="400"
    ),
    pytest.param(Reply(status=401, body={"error": "invalid_client"}), ProviderMisbehaved, id="401"),
    pytest.param(
        Reply(status=201, body="<p>", media_type="text/html"), ProviderMisbehaved, id="HTML"
    ),
]


@pytest.mark.parametrize(("reply", "error"), ANSWERS)
def test_push_that_fails_is_never_gone_round(
    provider: Provider, op: Simulator, reply: Reply, error: type[Exception] | None
) -> None:
    op.replies["par"] = reply
    if error is None:
        assert query_of(begin(provider))["request_uri"] == [NUMBER]
    else:
        with pytest.raises(error):
            begin(provider)
    assert len(op.calls("par")) == 1


def test_endpoint_elsewhere_is_refused_with_the_document(provider: Provider, op: Simulator) -> None:
    op.changes["discovery"] = {"pushed_authorization_request_endpoint": "https://evil.example/par"}
    with pytest.raises(ProviderMisbehaved, match="outside the issuer's origin"):
        begin(provider)


def test_nothing_that_was_pushed_is_logged(
    provider: Provider, op: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        begin(provider)
        op.replies["par"] = Reply(status=400, body={"error": "x" * 60, "state": "state-1"})
        with pytest.raises(ProviderMisbehaved) as caught:
            begin(provider)
    (call, _) = op.calls("par")
    for secret in ("state-1", "nonce-1", call.form["client_assertion"], challenge_of("verifier-1")):
        assert secret not in caplog.text
        assert secret not in str(caught.value)

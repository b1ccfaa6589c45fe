"""Sign-in, refresh and sign-out addresses: L-05..L-10, O-01, C-04."""

import logging
from urllib.parse import parse_qs, urlsplit

import httpcore
import pytest
from egov_kit.errors import GrantRefused, ProviderMisbehaved, TokenRefused
from egov_kit.op import Provider, TokenSet, challenge_of, new_verifier
from egov_kit.simulator import ABSENT, Simulator

from tests.support.op import HandClock, provider_of, simulated

CALLBACK = "http://onestop.danang.localhost:8000/oidc/callback"


@pytest.fixture(autouse=True)
def _browser_carries_the_request(op: Simulator) -> None:
    """Nothing is pushed ahead of the browser (see `test_pushed_requests`)."""
    op.changes["discovery"]["pushed_authorization_request_endpoint"] = ABSENT


def begin(provider: Provider, verifier: str, nonce: str = "nonce-1") -> str:
    return provider.authorization_url(
        redirect_uri=CALLBACK,
        state="state-1",
        nonce=nonce,
        code_challenge=challenge_of(verifier),
    )


def follow(op: Simulator, url: str) -> dict[str, str]:
    """What the browser brings back to the callback."""
    with httpcore.ConnectionPool() as browser:
        at_loopback = url.replace(op.origin, f"http://{op.connect_to}")
        answer = browser.request("GET", at_loopback)
    location = dict(answer.headers)[b"Location"].decode()
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def sign_in(provider: Provider, op: Simulator) -> TokenSet:
    verifier = new_verifier()
    answer = follow(op, begin(provider, verifier))
    provider.check_callback_issuer(answer["iss"])
    return provider.redeem(code=answer["code"], redirect_uri=CALLBACK, code_verifier=verifier)


def test_code_brings_verified_tokens(provider: Provider, op: Simulator) -> None:
    tokens = sign_in(provider, op)
    assert tokens.id_token is not None
    token = provider.verify_access_token(tokens.access_token)
    signed_in = provider.verify_id_token(
        tokens.id_token, nonce="nonce-1", access_token=tokens.access_token
    )
    assert (token.person.username, signed_in.sub) == ("annv", token.sub)


def query_of(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_authorization_request_asks_for_a_code_with_pkce(provider: Provider, op: Simulator) -> None:
    url = begin(provider, "verifier-1")
    assert url.startswith(f"{op.issuer}/protocol/openid-connect/auth?")
    assert query_of(url) == {
        "response_type": ["code"],
        "client_id": ["onestop"],
        "redirect_uri": [CALLBACK],
        "scope": ["openid"],
        "state": ["state-1"],
        "nonce": ["nonce-1"],
        "code_challenge": [challenge_of("verifier-1")],
        "code_challenge_method": ["S256"],
    }


def test_authorization_request_carries_what_else_is_asked(provider: Provider) -> None:
    url = provider.authorization_url(
        redirect_uri=CALLBACK,
        state="s",
        nonce="n",
        code_challenge="c",
        prompt="none",
        acr_values="2",
        max_age=0,
        ui_locales="vi",
    )
    asked = query_of(url)
    assert (asked["prompt"], asked["acr_values"], asked["ui_locales"]) == (["none"], ["2"], ["vi"])
    assert asked["max_age"] == ["0"]


@pytest.mark.parametrize("offered", [["S256"], ["plain"], [], None, ABSENT])
def test_pkce_is_s256_whatever_the_server_offers(
    provider: Provider, op: Simulator, offered: object
) -> None:
    op.changes["discovery"]["code_challenge_methods_supported"] = offered
    assert query_of(begin(provider, "v"))["code_challenge_method"] == ["S256"]


def test_verifier_is_long_and_new_each_time() -> None:
    made = {new_verifier() for _ in range(100)}
    assert len(made) == 100
    assert all(43 <= len(each) <= 128 for each in made)


def test_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_query_of_the_authorization_endpoint_stays(provider: Provider, op: Simulator) -> None:
    op.changes["discovery"]["authorization_endpoint"] = f"{op.issuer}/auth?kc=1"
    assert query_of(begin(provider, "v"))["kc"] == ["1"]


ISS = [
    pytest.param("{issuer}", True, True, id="right"),
    pytest.param("{issuer}", False, True, id="right though not promised"),
    pytest.param("https://evil", True, False, id="another"),
    pytest.param("https://evil", False, False, id="another though not promised"),
    pytest.param("{origin}/realms/quang-nam", True, False, id="another realm"),
    pytest.param("{issuer}/", True, False, id="trailing slash"),
    pytest.param("", True, False, id="empty"),
    pytest.param("", False, False, id="empty though not promised"),
    pytest.param(None, True, False, id="missing though promised"),
    pytest.param(None, False, True, id="missing and not promised"),
]


@pytest.mark.parametrize(("iss", "promised", "good"), ISS)
def test_issuer_of_the_callback(
    provider: Provider, op: Simulator, iss: str | None, promised: bool, good: bool
) -> None:
    op.changes["discovery"]["authorization_response_iss_parameter_supported"] = promised
    if iss is not None:
        iss = iss.format(issuer=op.issuer, origin=op.origin)
    if good:
        provider.check_callback_issuer(iss)
    else:
        with pytest.raises(ProviderMisbehaved):
            provider.check_callback_issuer(iss)
    assert op.calls("token") == []


def test_code_of_one_realm_is_refused_at_the_callback_of_another(
    provider: Provider, op: Simulator, clock: HandClock
) -> None:
    other = simulated("quang-nam", clock=clock)
    elsewhere = provider_of(other, clock=clock)
    answer = follow(other, begin(elsewhere, new_verifier()))
    with pytest.raises(ProviderMisbehaved):
        provider.check_callback_issuer(answer["iss"])
    elsewhere.check_callback_issuer(answer["iss"])
    assert op.calls("token") == other.calls("token") == []
    elsewhere.close()
    other.close()


def test_code_of_another_attempt_is_refused(provider: Provider, op: Simulator) -> None:
    stolen = follow(op, begin(provider, new_verifier()))
    with pytest.raises(GrantRefused):
        provider.redeem(code=stolen["code"], redirect_uri=CALLBACK, code_verifier=new_verifier())


def test_injected_code_is_refused_by_its_nonce(provider: Provider, op: Simulator) -> None:
    """Even where the server forgets to compare the verifier."""
    verifier = new_verifier()
    answer = follow(op, begin(provider, verifier, nonce="nonce-of-the-victim"))
    tokens = provider.redeem(code=answer["code"], redirect_uri=CALLBACK, code_verifier=verifier)
    assert tokens.id_token is not None
    assert provider.verify_id_token(tokens.id_token, nonce="nonce-of-the-victim")
    with pytest.raises(TokenRefused, match="nonce"):
        provider.verify_id_token(tokens.id_token, nonce="nonce-of-the-attacker")


def test_code_works_once(provider: Provider, op: Simulator) -> None:
    verifier = new_verifier()
    answer = follow(op, begin(provider, verifier))
    for expected in (None, GrantRefused):
        if expected is None:
            assert provider.redeem(
                code=answer["code"], redirect_uri=CALLBACK, code_verifier=verifier
            )
            continue
        with pytest.raises(expected):
            provider.redeem(code=answer["code"], redirect_uri=CALLBACK, code_verifier=verifier)


def test_refresh_brings_tokens_of_the_same_person(provider: Provider, op: Simulator) -> None:
    first = sign_in(provider, op)
    assert first.refresh_token is not None
    second = provider.refresh(first.refresh_token)
    assert second.id_token is not None
    before, after = (provider.verify_access_token(each.access_token) for each in (first, second))
    assert after.person.staff_id == before.person.staff_id
    assert provider.verify_refreshed_id_token(second.id_token, sub=before.sub)


def test_unknown_refresh_token_is_a_refused_grant(provider: Provider) -> None:
    with pytest.raises(GrantRefused):
        provider.refresh("never-given")


def test_sign_out_address_names_client_session_and_way_back(
    provider: Provider, op: Simulator
) -> None:
    url = provider.end_session_url(
        id_token_hint="id-1", post_logout_redirect_uri="http://x/oidc/logged-out", state="s"
    )
    assert url.startswith(f"{op.issuer}/protocol/openid-connect/logout?")
    assert query_of(url) == {
        "id_token_hint": ["id-1"],
        "client_id": ["onestop"],
        "post_logout_redirect_uri": ["http://x/oidc/logged-out"],
        "state": ["s"],
    }


def test_server_without_sign_out_misbehaves(provider: Provider, op: Simulator) -> None:
    op.changes["discovery"]["end_session_endpoint"] = ABSENT
    with pytest.raises(ProviderMisbehaved):
        provider.end_session_url(id_token_hint=None, post_logout_redirect_uri="http://x", state="s")


def test_no_secret_is_logged_at_debug(
    provider: Provider, op: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    op.cookie = "KEYCLOAK_IDENTITY=cookie-1"
    verifier = new_verifier()
    code = follow(op, begin(provider, verifier))["code"]
    caplog.clear()
    tokens = provider.redeem(code=code, redirect_uri=CALLBACK, code_verifier=verifier)
    provider.exchange(tokens.access_token, audience="egov-idp")
    provider.userinfo(tokens.access_token, sub="f:people:5f0c1c5e")
    for refused in (tokens.access_token[:-4], tokens.refresh_token or ""):
        with pytest.raises(TokenRefused) as caught:
            provider.verify_access_token(refused)
        assert refused not in str(caught.value)
    secrets = [code, verifier, tokens.access_token, tokens.id_token, tokens.refresh_token]
    secrets += ["cookie-1", *(each.form["client_assertion"] for each in op.calls("token"))]
    assert caplog.records
    assert not [each for each in secrets if str(each) in caplog.text]

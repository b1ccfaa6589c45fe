"""Everything that discovery announces works."""

import time
from collections.abc import Mapping
from uuid import uuid4

import httpx
import pytest
from egov_kit.simulator import Client, Loopback, Reply, Simulator
from egov_kit.simulator.clients import SIGNATURES, Signature
from egov_kit.simulator.dpop import hash_of
from egov_kit.simulator.jose import claims_of, header_of, key, sign, verifies
from joserfc.jwk import import_key

from tests.support._visitor import CALLBACK, Application, Visitor, answer
from tests.support.op import HandClock
from tests.support.simulator import SECRET, authlib_client

ANNOUNCED = {
    "id_token_signing_alg_values_supported",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "introspection_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_signing_alg_values_supported",
    "revocation_endpoint_auth_methods_supported",
    "revocation_endpoint_auth_signing_alg_values_supported",
    "dpop_signing_alg_values_supported",
    "acr_values_supported",
    "scopes_supported",
    "prompt_values_supported",
    "grant_types_supported",
    "response_types_supported",
    "response_modes_supported",
    "subject_types_supported",
    "code_challenge_methods_supported",
}


def test_nothing_is_announced_that_no_test_looks_at(simulator: Simulator) -> None:
    told = simulator.document()

    assert {name for name in told if name.endswith("_supported")} - ANNOUNCED == {
        "authorization_response_iss_parameter_supported",
        "backchannel_logout_supported",
        "backchannel_logout_session_supported",
        "claims_parameter_supported",
        "request_parameter_supported",
        "request_uri_parameter_supported",
    }


def test_every_endpoint_answers(simulator: Simulator) -> None:
    told = simulator.document()
    places = {n: v for n, v in told.items() if n.endswith("_endpoint") or n == "jwks_uri"}
    status = {n: httpx.get(v, trust_env=False).status_code for n, v in places.items()}

    assert len(status) == 8
    assert 404 not in status.values()


@pytest.mark.parametrize("alg", SIGNATURES)
def test_id_tokens_are_signed_as_the_client_wants(
    simulator: Simulator, web_visitor: Visitor, alg: Signature
) -> None:
    simulator.clients["other"] = Client(
        client_id="other", secret=SECRET, id_token_signed_response_alg=alg
    )
    with authlib_client("other", SECRET) as client:
        token = Application(op=simulator, client=client).sign_in(web_visitor)["id_token"]
    keys = httpx.get(simulator.document()["jwks_uri"], trust_env=False).json()["keys"]
    [published] = [each for each in keys if each["kid"] == header_of(token)["kid"]]

    assert (header_of(token)["alg"], published["alg"]) == (alg, alg)
    assert verifies(token, import_key(published), alg)


@pytest.mark.parametrize("alg", SIGNATURES)
@pytest.mark.parametrize("endpoint", ["token", "introspection", "revocation"])
def test_assertion_of_a_client_may_be_signed_by_any_of_them(
    simulator: Simulator, clock: HandClock, alg: str, endpoint: str
) -> None:
    ours = key(f"app-{alg}", alg)
    jwks = {"keys": [ours.as_dict(private=False)]}
    simulator.clients["signed"] = Client(client_id="signed", jwks=jwks)
    now = int(clock())
    claims = {"iss": "signed", "sub": "signed", "aud": simulator.issuer, "jti": uuid4().hex}
    assertion = sign({"alg": alg, "kid": ours.kid}, claims | {"iat": now, "exp": now + 60}, ours)
    form = {
        "grant_type": "client_credentials",
        "token": "x",
        "client_assertion": assertion,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }
    url = simulator.document()[f"{endpoint}_endpoint"]

    assert httpx.post(url, data=form, trust_env=False).status_code == 200
    assert httpx.post(url, data=form, trust_env=False).json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "https://other.invalid"},
        {"aud": ["http://one.invalid", "http://two.invalid"]},
        {"exp": 1},
        {"sub": "app"},
        {"jti": None},
    ],
)
def test_assertion_that_says_something_wrong_is_refused(
    simulator: Simulator, clock: HandClock, changed: Mapping[str, object]
) -> None:
    ours = key("client")
    now = int(clock())
    claims = {"iss": "signed", "sub": "signed", "aud": simulator.issuer, "jti": uuid4().hex}
    claims |= {"iat": now, "exp": now + 60, **changed}
    form = {
        "grant_type": "client_credentials",
        "client_assertion": sign({"alg": "RS256", "kid": ours.kid}, claims, ours),
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }
    answer = httpx.post(simulator.document()["token_endpoint"], data=form, trust_env=False)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_wrong_secret_is_refused(simulator: Simulator) -> None:
    url = simulator.document()["token_endpoint"]
    form = {"grant_type": "client_credentials"}
    refused = httpx.post(url, data=form, auth=("app", "guess"), trust_env=False)

    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Basic")


@pytest.mark.parametrize("acr", ["1", "2", "mfa"])
def test_acr_is_the_one_that_was_asked_for(
    application: Application, web_visitor: Visitor, acr: str
) -> None:
    told = claims_of(application.sign_in(web_visitor, acr_values=acr)["id_token"])

    assert told["acr"] == acr


def test_scopes_bring_their_claims(simulator: Simulator, web_visitor: Visitor) -> None:
    with authlib_client("app", SECRET, scope="openid profile email") as client:
        tokens = Application(op=simulator, client=client).sign_in(web_visitor)
    told = claims_of(tokens["id_token"])

    assert (told["name"], told["email"]) == ("Nguyễn Văn An", "annv@danang.example")
    assert "grants" not in told


# DPoP (RFC 9449)


def proof(
    alg: str, method: str, url: str, token: str | None = None, **changed: object
) -> dict[str, str]:
    ours = key(f"dpop-{alg}", alg)
    jwk = {
        n: v
        for n, v in ours.as_dict(private=False).items()
        if n in ("kty", "crv", "x", "y", "n", "e")
    }
    claims = {"htm": method, "htu": url, "iat": int(time.time()), "jti": uuid4().hex}
    if token is not None:
        claims["ath"] = hash_of(token)
    header = {"typ": "dpop+jwt", "alg": alg, "jwk": jwk}
    return {"DPoP": sign(header, claims | changed, ours)}


def bound_token(simulator: Simulator, application: Application, visitor: Visitor, alg: str) -> str:
    page = visitor.get(application.authorization_url())
    given = answer(visitor.press(page, username="annv"))
    url = simulator.document()["token_endpoint"]
    form = {
        "grant_type": "authorization_code",
        "code": given["code"],
        "redirect_uri": CALLBACK,
        "code_verifier": application.verifier,
    }
    headers = proof(alg, "POST", url)
    got = httpx.post(url, data=form, headers=headers, auth=("app", SECRET), trust_env=False).json()
    assert got["token_type"] == "DPoP"
    return str(got["access_token"])


@pytest.mark.parametrize("alg", SIGNATURES)
def test_bound_token_is_taken_with_a_proof_of_its_key(
    simulator: Simulator, application: Application, web_visitor: Visitor, alg: str
) -> None:
    token = bound_token(simulator, application, web_visitor, alg)
    url = simulator.document()["userinfo_endpoint"]
    bearer = {"Authorization": f"DPoP {token}"}
    headers = proof(alg, "GET", url, token) | bearer

    assert claims_of(token)["cnf"]["jkt"] == key(f"dpop-{alg}", alg).thumbprint()
    assert httpx.get(url, headers=headers, trust_env=False).status_code == 200
    assert httpx.get(url, headers=headers, trust_env=False).json()["error"] == "invalid_dpop_proof"


@pytest.mark.parametrize(
    "changed",
    [{"htm": "POST"}, {"htu": "http://x/"}, {"ath": "x"}, {"iat": 1}, {"jti": None}, {"ath": None}],
)
def test_proof_that_is_for_something_else_is_refused(
    simulator: Simulator,
    application: Application,
    web_visitor: Visitor,
    changed: Mapping[str, object],
) -> None:
    token = bound_token(simulator, application, web_visitor, "ES256")
    url = simulator.document()["userinfo_endpoint"]
    bearer = {"Authorization": f"DPoP {token}"}
    headers = proof("ES256", "GET", url, token, **changed) | bearer

    assert httpx.get(url, headers=headers, trust_env=False).status_code == 400


def test_bound_token_is_not_taken_as_bearer_or_under_another_key(
    simulator: Simulator, application: Application, web_visitor: Visitor
) -> None:
    token = bound_token(simulator, application, web_visitor, "ES256")
    url = simulator.document()["userinfo_endpoint"]
    as_bearer = {"Authorization": f"Bearer {token}"}
    other_key = proof("EdDSA", "GET", url, token) | {"Authorization": f"DPoP {token}"}

    for headers in (as_bearer, other_key):
        assert httpx.get(url, headers=headers, trust_env=False).status_code == 401


def test_client_that_must_bind_its_tokens_gets_no_others(simulator: Simulator) -> None:
    simulator.clients["bound"] = Client(client_id="bound", secret=SECRET, require_dpop=True)
    url = simulator.document()["token_endpoint"]
    form = {"grant_type": "client_credentials"}
    refused = httpx.post(url, data=form, auth=("bound", SECRET), trust_env=False)

    assert refused.json()["error"] == "invalid_dpop_proof"


# Sign-out


def test_sign_out_with_a_hint_returns_at_once_and_tells_the_applications(
    simulator: Simulator, application: Application, web_visitor: Visitor
) -> None:
    receiver = Loopback(lambda _call: Reply(body=b""))
    simulator.clients["app"] = Client(
        client_id="app",
        secret=SECRET,
        backchannel_logout_uri=f"http://127.0.0.1:{receiver.port}/logout",
    )
    tokens = application.sign_in(web_visitor)
    asked = {
        "id_token_hint": tokens["id_token"],
        "post_logout_redirect_uri": CALLBACK,
        "state": "s-2",
    }
    url = httpx.URL(simulator.document()["end_session_endpoint"]).copy_merge_params(asked)
    given = answer(web_visitor.get(str(url)))
    receiver.close()

    told = claims_of(receiver.calls[0].form["logout_token"])
    assert given == {"state": "s-2"}
    assert (told["sid"], told["aud"]) == (tokens["session_state"], "app")
    assert simulator.state.sessions == {}


def test_sign_out_without_a_hint_asks_first(
    simulator: Simulator, application: Application, web_visitor: Visitor
) -> None:
    application.sign_in(web_visitor)
    page = web_visitor.get(simulator.document()["end_session_endpoint"])
    assert len(simulator.state.sessions) == 1

    assert web_visitor.press(page).status_code == 200
    assert simulator.state.sessions == {}


@pytest.mark.parametrize(
    "asked",
    [
        {"id_token_hint": "x.y.z"},
        {"client_id": "app", "post_logout_redirect_uri": "https://evil.example/"},
        {"post_logout_redirect_uri": CALLBACK},
    ],
)
def test_sign_out_that_cannot_be_trusted_stays_here(
    simulator: Simulator, web_visitor: Visitor, asked: Mapping[str, str]
) -> None:
    url = httpx.URL(simulator.document()["end_session_endpoint"]).copy_merge_params(asked)

    assert web_visitor.get(str(url)).status_code == 400

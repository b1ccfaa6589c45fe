"""Tokens that are bound to a key, at our APIs (RFC 9449): P-01, P-02."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from egov_kit.host import Host
from egov_kit.simulator import ABSENT, Simulator
from egov_kit.simulator.changes import changed
from egov_kit.simulator.jose import encode, key, sign, unsigned
from joserfc.jwk import Key
from werkzeug.test import TestResponse

from tests.support.op import HandClock
from tests.support.web import HOST, Browser

WHO, BOUND = "/api/whoami", "/api/bound"
ALGS = 'DPoP algs="RS256 PS256 ES256 EdDSA"'
BAD_PROOF = f'{ALGS}, error="invalid_dpop_proof"'
BAD_TOKEN = f'{ALGS}, error="invalid_token"'


@dataclass
class Caller:
    """A program with a key of its own and a token that is bound to it."""

    op: Simulator
    clock: HandClock
    browser: Browser
    key: Key = field(default_factory=lambda: key("caller", "ES256"))

    @property
    def token(self) -> str:
        """A good token."""
        return self.op.access_token(cnf={"jkt": self.key.thumbprint()}, jti="t")

    def claims(self, token: str, **changes: object) -> dict[str, Any]:
        """What a good proof for `WHO` says, changed."""
        good = {
            "jti": str(uuid4()),
            "htm": "GET",
            "htu": f"http://{HOST}{WHO}",
            "iat": int(self.clock()),
            "ath": encode(hashlib.sha256(token.encode()).digest()),
        }
        return changed(good, changes)

    def header(self, **changes: object) -> dict[str, Any]:
        """The header of a good proof, changed."""
        jwk = {n: v for n, v in self.key.as_dict(private=False).items() if n in _MAKE}
        return changed({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}, changes)

    def proof(self, token: str, header: dict[str, object] | None = None, **changes: object) -> str:
        """A proof."""
        return sign(self.header(**header or {}), self.claims(token, **changes), self.key)

    def call(self, token: str, proof: str | None, path: str = WHO, **more: str) -> TestResponse:
        """Ask with both."""
        given = {} if proof is None else {"DPoP": proof}
        return self.browser.script("GET", path, Authorization=f"DPoP {token}", **given, **more)


_MAKE = ("kty", "crv", "x", "y", "n", "e")


@pytest.fixture
def caller(op: Simulator, clock: HandClock, browser: Browser) -> Caller:
    return Caller(op=op, clock=clock, browser=browser)


def refused(answer: TestResponse, challenge: str = BAD_PROOF) -> bool:
    return (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, challenge)


def test_bound_token_with_its_proof_opens_the_api(caller: Caller) -> None:
    token = caller.token
    assert caller.call(token, caller.proof(token)).status_code == 200


@pytest.mark.parametrize("alg", ["ES256", "EdDSA", "RS256", "PS256"])
def test_every_allowed_algorithm_will_do(caller: Caller, alg: str) -> None:
    caller.key = key(f"caller-{alg}", alg)
    token = caller.token
    assert caller.call(token, caller.proof(token, {"alg": alg})).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"htm": "POST"}, {"htm": "get"}, {"htm": ABSENT},
        {"htu": f"http://{HOST}/api/files"}, {"htu": f"https://{HOST}{WHO}"},
        {"htu": f"http://portal.danang.localhost:8000{WHO}"}, {"htu": ABSENT}, {"htu": WHO},
        {"htu": f"http://onestop.danang.localhost{WHO}"}, {"htu": f"http://{HOST}{WHO}/"},
        {"ath": ABSENT}, {"ath": "x"}, {"ath": 1}, {"jti": ABSENT}, {"jti": ""}, {"iat": ABSENT},
        {"iat": "now"}, {"exp": 1}, {"nbf": 99_999_999_999},
    ],
    ids=str,
)  # fmt: skip
def test_proof_that_does_not_fit_is_a_401(caller: Caller, changes: dict[str, object]) -> None:
    token = caller.token
    assert refused(caller.call(token, caller.proof(token, **changes)))


@pytest.mark.parametrize(("seconds", "status"), [(-89, 200), (-91, 401), (29, 200), (32, 401)])
def test_proof_is_good_for_a_minute(caller: Caller, seconds: int, status: int) -> None:
    token = caller.token
    proof = caller.proof(token, iat=int(caller.clock()) + seconds)
    assert caller.call(token, proof).status_code == status


@pytest.mark.parametrize(
    "htu",
    [
        f"http://{HOST}{WHO}?page=2", f"http://{HOST}{WHO}#part", f"HTTP://{HOST.upper()}{WHO}",
        f"http://{HOST}/api/%77hoami",
    ],
)  # fmt: skip
def test_address_is_compared_as_addresses_are(caller: Caller, htu: str) -> None:
    token = caller.token
    answer = caller.call(token, caller.proof(token, htu=htu), f"{WHO}?page=1")
    # Schemes and hosts have no case to a server; what is after them has.
    assert answer.status_code == 200


def test_what_a_proxy_says_of_the_address_counts_for_nothing(caller: Caller) -> None:
    token = caller.token
    told = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    evil = caller.proof(token, htu=f"https://evil.example{WHO}")
    assert refused(caller.call(token, evil, **told))
    assert caller.call(token, caller.proof(token), **told).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"}, {"typ": ABSENT}, {"jwk": ABSENT}, {"jwk": "x"}, {"jwk": {}},
        {"jwk": {"kty": "oct", "k": "c2VjcmV0"}}, {"crit": ["x"]}, {"alg": "ES384"},
    ],
    ids=str,
)  # fmt: skip
def test_header_that_is_none_of_a_proof_is_a_401(caller: Caller, header: dict[str, object]) -> None:
    token = caller.token
    claims = caller.claims(token)
    made = {**caller.header(), **header}
    by = key("caller-384", "ES384") if made.get("alg") == "ES384" else caller.key
    assert refused(caller.call(token, sign(changed(made, {}), claims, by)))


def test_private_key_in_the_header_is_a_401(caller: Caller) -> None:
    token = caller.token
    whole = {n: v for n, v in caller.key.as_dict(private=True).items() if n in (*_MAKE, "d")}
    assert refused(caller.call(token, caller.proof(token, {"jwk": whole})))


@pytest.mark.parametrize("alg", ["none", "None", "HS256"])
def test_proof_without_a_signature_of_a_key_is_a_401(caller: Caller, alg: str) -> None:
    token = caller.token
    proof = unsigned(caller.header(alg=alg), caller.claims(token))
    assert refused(caller.call(token, proof))


def test_signature_of_another_key_is_a_401(caller: Caller) -> None:
    token = caller.token
    proof = sign(caller.header(), caller.claims(token), key("thief", "ES256"))
    assert refused(caller.call(token, proof))


def test_good_proof_of_another_key_is_a_401(caller: Caller) -> None:
    token = caller.token
    caller.key = key("thief", "ES256")
    assert refused(caller.call(token, caller.proof(token)), BAD_TOKEN)


def test_proof_is_shown_once(caller: Caller) -> None:
    token = caller.token
    proof = caller.proof(token)
    assert caller.call(token, proof).status_code == 200
    assert refused(caller.call(token, proof))
    assert caller.call(token, caller.proof(token)).status_code == 200


def test_proof_of_a_refused_token_is_not_spent(caller: Caller) -> None:
    token = caller.op.access_token(cnf={"jkt": caller.key.thumbprint()}, aud="portal")
    proof = caller.proof(token)
    assert [caller.call(token, proof).headers["WWW-Authenticate"] for _ in range(2)] == [
        BAD_TOKEN,
        BAD_TOKEN,
    ]


def test_two_workers_know_of_one_proof(
    caller: Caller, host: Host, op: Simulator, new_browser: Callable[[], Browser]
) -> None:
    token = caller.token
    proof = caller.proof(token)
    caller.call(token, proof)
    again = Caller(op=op, clock=caller.clock, browser=new_browser())
    assert refused(again.call(token, proof))


@pytest.mark.parametrize("proofs", [None, "", "x", "x.y.z", "{0},{0}", "{0}, {1}"])
def test_there_is_exactly_one_proof(caller: Caller, proofs: str | None) -> None:
    token = caller.token
    made = None if proofs is None else proofs.format(caller.proof(token), caller.proof(token))
    assert refused(caller.call(token, made))


def test_bound_token_as_bearer_is_a_401(caller: Caller) -> None:
    token = caller.token
    for more in ({}, {"DPoP": caller.proof(token)}):
        answer = caller.browser.script("GET", WHO, Authorization=f"Bearer {token}", **more)
        assert refused(answer, 'Bearer error="invalid_token"')


def test_unbound_token_with_a_proof_is_a_401(caller: Caller) -> None:
    token = caller.op.access_token()
    assert refused(caller.call(token, caller.proof(token)), BAD_TOKEN)


@pytest.mark.parametrize(
    "cnf", [{"x5t#S256": "x"}, {}, {"jkt": ""}, {"jkt": 1}, {"jkt": "x", "x5t#S256": "y"}, "x"],
    ids=str,
)  # fmt: skip
def test_token_bound_otherwise_is_a_401(caller: Caller, cnf: object) -> None:
    token = caller.op.access_token(cnf=cnf)
    assert refused(caller.call(token, caller.proof(token)), BAD_TOKEN)
    answer = caller.browser.script("GET", WHO, Authorization=f"Bearer {token}")
    assert refused(answer, 'Bearer error="invalid_token"')


@pytest.mark.parametrize(("kind", "status"), [("DPoP", 200), ("mTLS", 401), (7, 401)])
def test_what_keycloak_writes_beside_the_key_is_understood(
    caller: Caller, kind: object, status: int
) -> None:
    cnf = {"jkt": caller.key.thumbprint(), "kc-jkt-type": kind}
    token = caller.op.access_token(cnf=cnf, typ="DPoP")
    assert caller.call(token, caller.proof(token)).status_code == status


def test_unbound_token_that_calls_itself_bound_is_a_401(caller: Caller) -> None:
    token = caller.op.access_token(typ="DPoP")
    answer = caller.browser.script("GET", WHO, Authorization=f"Bearer {token}")
    assert answer.status_code == 401


def test_token_seen_before_is_still_bound(caller: Caller) -> None:
    token = caller.token
    assert caller.call(token, caller.proof(token)).status_code == 200
    answer = caller.browser.script("GET", WHO, Authorization=f"Bearer {token}")
    assert answer.status_code == 401


def test_refusal_of_a_bound_token_names_its_scheme(caller: Caller) -> None:
    token = caller.token
    path = "/api/files"
    answer = caller.call(token, caller.proof(token, htu=f"http://{HOST}{path}"), path)

    assert answer.status_code == 403
    told = answer.headers["WWW-Authenticate"]
    assert told == f'{ALGS}, error="insufficient_scope", scope="onestop.read"'


def test_view_may_want_bound_tokens_alone(caller: Caller) -> None:
    plain = caller.browser.script("GET", BOUND, Authorization=f"Bearer {caller.op.access_token()}")
    assert refused(plain, ALGS)
    assert refused(caller.browser.script("GET", BOUND), ALGS)
    token = caller.token
    good = caller.proof(token, htu=f"http://{HOST}{BOUND}")
    assert caller.call(token, good, BOUND).text == "bound"


def test_nothing_of_a_proof_is_logged(
    caller: Caller, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = caller.token
    proof = caller.proof(token, htm="POST")
    caller.call(token, proof)
    said = "".join(capsys.readouterr())
    assert "bearer.refused" in said
    assert not any(secret in said for secret in (token, proof, proof.split(".")[2]))

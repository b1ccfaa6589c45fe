"""A sign-in server to test the kit against: it speaks OpenID Connect well until told otherwise.

`HostileOP` is a real server on loopback. Every answer can be replaced (`replies`), every member of
the discovery document, of a token answer and of a token changed or left out (`ABSENT`).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from egov_kit.op import ClientKey, Issuer, Provider, Rules, challenge_of
from joserfc import jwt
from joserfc.jwk import Key, RSAKey

from tests.support._keys import key, sign
from tests.support._loopback import Call, Loopback, Reply

ABSENT = object()
"""In place of a value: leave the member out."""

PERSON = {
    "staff_id": "5f0c1c5e-2c8e-4bb0-9d5e-0c2f3a9f4a11",
    "tenant": "danang",
    "preferred_username": "annv",
    "name": "Nguyễn Văn An",
    "posts": [
        "0b0a3f0e-93a4-4d5b-8d0b-6a0f4f6a1c01|H17.08|counter-officer|main",
        "0b0a3f0e-93a4-4d5b-8d0b-6a0f4f6a1c02|H17.08.02|counter-officer|acting",
    ],
    "post": "0b0a3f0e-93a4-4d5b-8d0b-6a0f4f6a1c01",
    "grants": ["onestop.counter@H17.08"],
}


def changed(fields: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """``fields`` with ``changes``; `ABSENT` takes a member away."""
    merged = {**fields, **changes}
    return {name: value for name, value in merged.items() if value is not ABSENT}


class HandClock:
    """A clock that goes only when told; the kit's wall clock and its steady one alike."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


class HostileOP:
    """The sign-in server of one realm."""

    def __init__(self, realm: str = "danang", clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.key: Key = key("op-1")
        self.published: list[Mapping[str, Any]] = [self.key.as_dict(private=False)]
        self.metadata: dict[str, Any] = {}
        self.token_answer: dict[str, Any] = {}
        self.id_claims: dict[str, Any] = {}
        self.replies: dict[str, Reply | Callable[[Call], Reply]] = {}
        self.client_key: Key = key("client")
        self.cookie = ""
        self._codes: dict[str, Mapping[str, str]] = {}
        self._refresh_tokens: set[str] = set()
        self._assertions: set[str] = set()
        self._loopback = Loopback(self._answer)
        self._realm = realm
        self.connect_to = f"127.0.0.1:{self._loopback.port}"
        self.origin = f"http://sso.localhost:{self._loopback.port}"
        self.issuer = f"{self.origin}/realms/{realm}"

    def close(self) -> None:
        """Stop serving."""
        self._loopback.close()

    def calls(self, name: str | None = None) -> list[Call]:
        """The calls to ``discovery``, ``keys``, ``token``, ``userinfo`` … so far, or all."""
        return [c for c in self._loopback.calls if name is None or self._name(c) == name]

    @property
    def connections(self) -> int:
        """How many connections were ever opened."""
        return self._loopback.connections

    # Tokens

    def sign(
        self,
        claims: Mapping[str, Any],
        header: Mapping[str, Any] | None = None,
        by: Key | None = None,
    ) -> str:
        """A token with these claims."""
        by = by or self.key
        full = changed({"alg": "RS256", "kid": by.kid, "typ": "JWT"}, header or {})
        return sign(full, claims, by)

    def id_token_claims(self, audience: str = "onestop", **changes: object) -> dict[str, Any]:
        """The claims of a good ID token, changed."""
        return changed(
            self._common() | {"aud": audience, "azp": audience, "typ": "ID", "nonce": "nonce-1"},
            changes,
        )

    def id_token(self, header: Mapping[str, Any] | None = None, **changes: object) -> str:
        """An ID token."""
        return self.sign(self.id_token_claims(**changes), header)

    def access_token_claims(self, audience: str = "onestop", **changes: object) -> dict[str, Any]:
        """The claims of a good access token, changed."""
        own = {"aud": audience, "azp": audience, "typ": "Bearer", "scope": "openid"}
        return changed(self._common() | PERSON | own, changes)

    def access_token(self, header: Mapping[str, Any] | None = None, **changes: object) -> str:
        """An access token (RFC 9068)."""
        return self.sign(
            self.access_token_claims(**changes), {"typ": "at+jwt"} | dict(header or {})
        )

    def logout_token(self, header: Mapping[str, Any] | None = None, **changes: object) -> str:
        """A back-channel logout token."""
        event = "http://schemas.openid.net/event/backchannel-logout"
        own = {"aud": "onestop", "typ": "Logout", "events": {event: {}}}
        left_out = {"acr": ABSENT, "auth_time": ABSENT}
        claims = changed(self._common() | own | left_out, changes)
        return self.sign(claims, {"typ": "logout+jwt"} | dict(header or {}))

    def _common(self) -> dict[str, Any]:
        now = int(self.clock())
        return {
            "iss": self.issuer,
            "sub": "f:people:5f0c1c5e",
            "sid": "session-1",
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "acr": "1",
            "jti": uuid4().hex,
        }

    # Endpoints

    def document(self) -> dict[str, Any]:
        """The discovery document, with what `metadata` changes."""
        base = f"{self.issuer}/protocol/openid-connect"
        return changed(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{base}/auth",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "end_session_endpoint": f"{base}/logout",
                "jwks_uri": f"{base}/certs",
                "id_token_signing_alg_values_supported": ["RS256", "PS256", "ES256", "EdDSA"],
                "code_challenge_methods_supported": ["plain", "S256"],
                "authorization_response_iss_parameter_supported": True,
            },
            self.metadata,
        )

    _NAMES: ClassVar = {"openid-configuration": "discovery", "certs": "keys"}

    def _name(self, call: Call) -> str:
        last = call.path.rsplit("/", 1)[-1]
        return self._NAMES.get(last, last)

    def _answer(self, call: Call) -> Reply:
        name = self._name(call)
        reply = self.replies.get(name)
        if reply is not None:
            return reply(call) if callable(reply) else reply
        serve = getattr(self, f"_serve_{name}", None)
        found: Reply = serve(call) if serve else Reply(status=404)
        return replace(found, headers={**found.headers, "Set-Cookie": self.cookie})

    def _serve_discovery(self, _call: Call) -> Reply:
        return Reply(body=self.document())

    def _serve_keys(self, _call: Call) -> Reply:
        return Reply(body={"keys": self.published})

    def _serve_auth(self, call: Call) -> Reply:
        """Sign the one person in without asking, as a live session does."""
        code = uuid4().hex
        self._codes[code] = call.query
        answer = {"code": code, "state": call.query["state"], "iss": self.issuer}
        location = f"{call.query['redirect_uri']}?{urlencode(answer)}"
        return Reply(status=302, headers={"Location": location})

    def _serve_userinfo(self, _call: Call) -> Reply:
        return Reply(body={"sub": self._common()["sub"], **PERSON})

    def _serve_token(self, call: Call) -> Reply:
        if not self._knows_client(call.form):
            return Reply(status=401, body={"error": "invalid_client"})
        grant = call.form["grant_type"].rsplit(":", 1)[-1]
        answer: Reply = getattr(self, f"_grant_{grant.replace('-', '_')}")(call.form)
        return answer

    def _grant_authorization_code(self, form: Mapping[str, str]) -> Reply:
        asked = self._codes.pop(form["code"], None)
        if asked is None or challenge_of(form["code_verifier"]) != asked["code_challenge"]:
            return Reply(status=400, body={"error": "invalid_grant"})
        if form["redirect_uri"] != asked["redirect_uri"]:
            return Reply(status=400, body={"error": "invalid_grant"})
        return self._tokens(asked["client_id"], asked["nonce"])

    def _grant_refresh_token(self, form: Mapping[str, str]) -> Reply:
        if form["refresh_token"] not in self._refresh_tokens:
            return Reply(status=400, body={"error": "invalid_grant"})
        return self._tokens(form["client_id"], None)

    def _grant_token_exchange(self, form: Mapping[str, str]) -> Reply:
        token = self.access_token(audience=form["audience"], azp=form["client_id"])
        kind = "urn:ietf:params:oauth:token-type:access_token"
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": 300}
        return Reply(body=changed(answer | {"issued_token_type": kind}, self.token_answer))

    def _tokens(self, client: str, nonce: str | None) -> Reply:
        refresh = f"refresh-{uuid4().hex}"
        self._refresh_tokens.add(refresh)
        changes = {"nonce": ABSENT if nonce is None else nonce} | self.id_claims
        answer = {
            "access_token": self.access_token(audience=client),
            "id_token": self.sign(self.id_token_claims(client, **changes)),
            "refresh_token": refresh,
            "token_type": "Bearer",
            "expires_in": 300,
            "refresh_expires_in": 1260,
        }
        return Reply(body=changed(answer, self.token_answer))

    def _knows_client(self, form: Mapping[str, str]) -> bool:
        """What Keycloak checks of a ``private_key_jwt`` assertion."""
        try:
            found = jwt.decode(form["client_assertion"], self.client_key, algorithms=["RS256"])
        except (KeyError, ValueError):
            return False
        claims, now = found.claims, time.time()
        fresh = claims["exp"] > now and claims["exp"] - claims["iat"] <= 60
        new = claims["jti"] not in self._assertions
        self._assertions.add(claims["jti"])
        ours = claims["iss"] == claims["sub"] == form["client_id"]
        return bool(fresh and new and ours and claims["aud"] == self.issuer and found.header["kid"])


def provider_of(
    op: HostileOP,
    *,
    client_id: str = "onestop",
    clock: Callable[[], float] = time.time,
    timeout: float = 5.0,
    rules: Rules | None = None,
) -> Provider:
    """A provider of the kit that trusts ``op``; both clocks of the kit are ``clock``."""
    issuer = Issuer(
        op.issuer, connect_to=op.connect_to, allow_http=True, steady=clock, timeout=timeout
    )
    our_key = op.client_key
    assert isinstance(our_key, RSAKey)
    assert our_key.kid
    return Provider(
        issuer,
        client_id=client_id,
        tenant="danang",
        key=ClientKey(kid=our_key.kid, key=our_key),
        rules=rules,
        clock=clock,
    )


@pytest.fixture
def clock() -> HandClock:
    """A clock the test moves."""
    return HandClock()


@pytest.fixture
def op(clock: HandClock) -> Iterator[HostileOP]:
    """A sign-in server of the realm ``danang``, well-behaved until told otherwise."""
    server = HostileOP(clock=clock)
    yield server
    server.close()


@pytest.fixture
def provider(op: HostileOP, clock: HandClock) -> Iterator[Provider]:
    """The module ``onestop`` of ``danang`` at ``op``."""
    made = provider_of(op, clock=clock)
    yield made
    made.close()

"""The sign-in server that the kit is tested against: the simulator, with the platform's modules.

`simulated` is a real server on loopback. Faults can be switched on (``switches``), every answer
replaced (``replies``), every member of a document or token changed or left out (``changes``).
"""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import uuid4

import pytest
from egov_kit.op import ClientKey, Issuer, Provider, Rules
from egov_kit.op.security_event import SESSION_REVOKED
from egov_kit.simulator import Client, Person, Simulator
from egov_kit.simulator.jose import key
from joserfc.jwk import RSAKey

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


class HandClock:
    """A clock that goes only when told; the kit's wall clock and its steady one alike."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


CLIENT_KEY = key("client")
"""The private key of every module at `danang`."""
MODULES = ("onestop", "portal", "egov-idp", "console", "documents", "evaluation", "desk")


def simulated(
    realm: str = "danang",
    clock: Callable[[], float] = time.time,
    tls: ssl.SSLContext | None = None,
    claims: Mapping[str, Any] = PERSON,
    host: str = "sso.localhost",
) -> Simulator:
    """A sign-in server that knows the platform's modules and signs one person in unasked."""
    published = {"keys": [CLIENT_KEY.as_dict(private=False)]}
    calls = ("egov-idp",)
    clients = [Client(client_id=name, jwks=published, calls=calls) for name in MODULES]
    person = Person(username="annv", sub="f:people:5f0c1c5e", claims=dict(claims))
    made = Simulator(
        realm=realm,
        host=host,
        people=[person],
        clients=clients,
        keys=[key("op-1")],
        clock=clock,
        tls=tls,
    )
    made.sign_in(person, sid="session-1")
    return made


def provider_of(
    op: Simulator,
    *,
    client_id: str = "onestop",
    clock: Callable[[], float] = time.time,
    timeout: float = 5.0,
    rules: Rules | None = None,
    tenant: str = "danang",
) -> Provider:
    """A provider of the kit that trusts ``op``; both clocks of the kit are ``clock``."""
    issuer = Issuer(
        op.issuer, connect_to=op.connect_to, allow_http=True, steady=clock, timeout=timeout
    )
    our_key = CLIENT_KEY
    assert isinstance(our_key, RSAKey)
    assert our_key.kid
    ours = ClientKey(kid=our_key.kid, key=our_key)
    return Provider(
        issuer,
        client_id=client_id,
        tenant=tenant,
        key=lambda: ours,
        rules=rules,
        clock=clock,
    )


def event_token(op: Simulator) -> str:
    """A security event of ``op`` that ends the sessions of the one person it knows."""
    now = int(op.clock())
    claims = {
        "iss": op.issuer,
        "aud": "onestop",
        "iat": now,
        "jti": uuid4().hex,
        "sub_id": {"format": "iss_sub", "iss": op.issuer, "sub": "f:people:5f0c1c5e"},
        "events": {SESSION_REVOKED: {"event_timestamp": now}},
    }
    return op.sign(claims, {"typ": "secevent+jwt"})


@pytest.fixture
def clock() -> HandClock:
    """A clock the test moves."""
    return HandClock()


@pytest.fixture
def op(clock: HandClock) -> Iterator[Simulator]:
    """A sign-in server of the realm ``danang``, well-behaved until told otherwise."""
    server = simulated(clock=clock)
    yield server
    server.close()


@pytest.fixture
def provider(op: Simulator, clock: HandClock) -> Iterator[Provider]:
    """The module ``onestop`` of ``danang`` at ``op``."""
    made = provider_of(op, clock=clock)
    yield made
    made.close()

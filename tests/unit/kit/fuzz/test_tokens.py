"""Every reader of tokens against anything: it takes what is good, or says `TokenRefused`."""

import json
import math
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from egov_kit.errors import TokenRefused
from egov_kit.op import Provider, issuer_of
from egov_kit.op.jws import parse
from egov_kit.simulator import Simulator
from egov_kit.simulator.jose import decode, key, sign_raw
from hypothesis import given
from hypothesis import strategies as st

from tests.support._hostile import JSON, TEXT, bent, nearly, written
from tests.support.op import event_token, provider_of, simulated

KINDS: dict[str, Callable[[Provider, str], object]] = {
    "id_token": lambda provider, token: provider.verify_id_token(token, nonce="nonce-1"),
    "access_token": Provider.verify_access_token,
    "logout_token": Provider.verify_logout_token,
    "security_event": Provider.verify_security_event,
}
KIND = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def op() -> Iterator[Simulator]:
    server = simulated()
    yield server
    server.close()


@pytest.fixture(scope="module")
def provider(op: Simulator) -> Iterator[Provider]:
    made = provider_of(op)
    yield made
    made.close()


def token(op: Simulator, kind: str) -> str:
    if kind == "security_event":
        return event_token(op)
    made: str = getattr(op, kind)()
    return made


@KIND
def test_twin_is_taken(op: Simulator, provider: Provider, kind: str) -> None:
    assert KINDS[kind](provider, token(op, kind))


@KIND
@given(presented=TEXT | st.text("ey.-_AZaz09=+/ ", max_size=200))
def test_any_text_is_refused(provider: Provider, kind: str, presented: str) -> None:
    with pytest.raises(TokenRefused):
        KINDS[kind](provider, presented)


@KIND
@given(data=st.data())
def test_bent_token_is_refused(
    op: Simulator, provider: Provider, kind: str, data: st.DataObject
) -> None:
    good = token(op, kind)
    presented = data.draw(bent(good.encode())).decode("latin-1")
    if same(good, presented):
        return
    with pytest.raises(TokenRefused):
        KINDS[kind](provider, presented)


def same(good: str, other: str) -> bool:
    """Whether both say the same under the same signature: its last letter has bits to spare."""
    if good.rpartition(".")[0] != other.rpartition(".")[0]:
        return False
    with suppress(TokenRefused):
        return parse(good, ["RS256"]).signature == parse(other, ["RS256"]).signature
    return False


@KIND
@given(data=st.data())
def test_claims_that_are_signed_are_read_or_refused(
    op: Simulator, provider: Provider, kind: str, data: st.DataObject
) -> None:
    head, payload, _ = token(op, kind).split(".")
    claims = data.draw(nearly(json.loads(decode(payload))) | JSON)
    presented = sign_raw(decode(head), written(claims), key("op-1"))
    try:
        KINDS[kind](provider, presented)
    except TokenRefused:
        return
    assert isinstance(claims, dict)
    assert claims["iss"] == op.issuer
    assert provider.client_id in claims["aud"]
    assert isinstance(claims.get("exp", math.inf), int | float)


@KIND
@given(data=st.data())
def test_header_that_is_signed_is_read_or_refused(
    op: Simulator, provider: Provider, kind: str, data: st.DataObject
) -> None:
    head, payload, _ = token(op, kind).split(".")
    header = data.draw(nearly(json.loads(decode(head))) | JSON)
    presented = sign_raw(written(header), decode(payload), key("op-1"))
    try:
        KINDS[kind](provider, presented)
    except TokenRefused:
        return
    assert isinstance(header, dict)
    assert header["alg"] == "RS256"
    assert header.get("kid") in ("op-1", None)


@given(presented=st.text(max_size=200))
def test_issuer_of_anything_is_text_or_refused(presented: str) -> None:
    with suppress(TokenRefused):
        assert issuer_of(presented)

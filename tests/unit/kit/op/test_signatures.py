"""T-01..T-04, J-15 and the form of a token: what holds for all three kinds alike."""

import hashlib
import hmac
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from egov_kit.errors import ProviderUnreachable, TokenRefused
from egov_kit.op import Provider, issuer_of
from egov_kit.op.jws import parse
from egov_kit.simulator import ABSENT, Simulator, changed
from egov_kit.simulator.jose import decode, encode, key, sign_raw
from hypothesis import given
from hypothesis import strategies as st

Verify = Callable[[Provider, str], object]
KINDS: list[Any] = [
    pytest.param("id_token", lambda p, t: p.verify_id_token(t, nonce="nonce-1"), id="id"),
    pytest.param("access_token", lambda p, t: p.verify_access_token(t), id="access"),
    pytest.param("logout_token", lambda p, t: p.verify_logout_token(t), id="logout"),
]


def resigned(token: str, header: bytes | dict[str, object], payload: bytes | None = None) -> str:
    """The token with another header or payload, under a good RS256 signature of the server."""
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    return sign_raw(head, decode(token.split(".")[1]) if payload is None else payload, key("op-1"))


def header_of(token: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(decode(token.split(".")[0]))
    return found


@pytest.mark.parametrize(("kind", "verify"), KINDS)
def test_good_token_is_taken(op: Simulator, provider: Provider, kind: str, verify: Verify) -> None:
    assert verify(provider, getattr(op, kind)())


HEADERS = [
    pytest.param({}, True, id="as it is"),
    pytest.param({"jku": "{op}/evil"}, True, id="jku"),
    pytest.param({"x5u": "{op}/evil"}, True, id="x5u"),
    pytest.param({"x5c": ["AAAA"]}, True, id="x5c"),
    pytest.param({"jwk": key("evil").as_dict(private=False)}, True, id="jwk"),
    pytest.param({"something": "else"}, True, id="unknown member"),
    pytest.param({"crit": ["exp"]}, False, id="crit"),
    pytest.param({"crit": []}, False, id="empty crit"),
    pytest.param({"b64": False}, False, id="b64 false"),
    pytest.param({"b64": True}, False, id="b64 true"),
    pytest.param({"kid": 7}, False, id="kid is a number"),
    pytest.param({"kid": ["op-1"]}, False, id="kid is a list"),
    pytest.param({"typ": 7}, False, id="typ is a number"),
    pytest.param({"alg": None}, False, id="alg null"),
    pytest.param({"alg": ABSENT}, False, id="alg absent"),
    pytest.param({"alg": "rs256"}, False, id="alg in lower case"),
    pytest.param({"alg": ["RS256"]}, False, id="alg in a list"),
    pytest.param({"alg": "PS256"}, False, id="alg unlike the signature"),
    pytest.param({"alg": "ES256"}, False, id="alg of another key type"),
    pytest.param({"alg": "none"}, False, id="none"),
]


@pytest.mark.parametrize(("changes", "good"), HEADERS)
@pytest.mark.parametrize(("kind", "verify"), KINDS)
def test_header_members(
    op: Simulator,
    provider: Provider,
    kind: str,
    verify: Verify,
    changes: dict[str, object],
    good: bool,
) -> None:
    token = getattr(op, kind)()
    forged = resigned(token, changed(header_of(token), changes))
    if good:
        assert verify(provider, forged)
    else:
        with pytest.raises(TokenRefused):
            verify(provider, forged)
    asked = {each.path.rsplit("/", 1)[-1] for each in op.calls()}
    assert asked <= {"openid-configuration", "certs"}


@pytest.mark.parametrize(("kind", "verify"), KINDS)
def test_empty_kid_is_that_of_no_key(
    op: Simulator, provider: Provider, kind: str, verify: Verify
) -> None:
    token = getattr(op, kind)()
    forged = resigned(token, changed(header_of(token), {"kid": ""}))
    with pytest.raises((TokenRefused, ProviderUnreachable)):
        verify(provider, forged)


@pytest.mark.parametrize("spelling", ["none", "None", "nOnE", "NONE", ABSENT, ""])
@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(("kind", "verify"), KINDS)
def test_unsigned_token_is_refused(
    op: Simulator,
    provider: Provider,
    kind: str,
    verify: Verify,
    signed: bool,
    spelling: object,
) -> None:
    token = getattr(op, kind)()
    _, payload, signature = token.split(".")
    header = changed(header_of(token), {"alg": spelling})
    head = encode(json.dumps(header).encode())
    with pytest.raises(TokenRefused):
        verify(provider, f"{head}.{payload}.{signature if signed else ''}")


def _public_forms() -> dict[str, bytes]:
    public = key("op-1").public_key
    assert public is not None
    pkcs1, spki = PublicFormat.PKCS1, PublicFormat.SubjectPublicKeyInfo
    jwk = key("op-1").as_dict(private=False)
    return {
        "pem": public.public_bytes(Encoding.PEM, spki),
        "pem stripped": public.public_bytes(Encoding.PEM, spki).strip(),
        "pkcs1 pem": public.public_bytes(Encoding.PEM, pkcs1),
        "der": public.public_bytes(Encoding.DER, spki),
        "pkcs1 der": public.public_bytes(Encoding.DER, pkcs1),
        "jwk": json.dumps(jwk).encode(),
        "modulus": str(jwk["n"]).encode(),
        "client secret": b"the-secret-of-onestop",
        "nothing": b"",
    }


@pytest.mark.parametrize("secret", _public_forms())
@pytest.mark.parametrize("offered", [["RS256"], ["RS256", "HS256"]], ids=["quiet", "offered"])
@pytest.mark.parametrize(("kind", "verify"), KINDS)
def test_mac_under_public_bytes_is_refused(
    op: Simulator,
    provider: Provider,
    kind: str,
    verify: Verify,
    offered: list[str],
    secret: str,
) -> None:
    op.changes["discovery"]["id_token_signing_alg_values_supported"] = offered
    token = getattr(op, kind)()
    head = encode(json.dumps(header_of(token) | {"alg": "HS256"}).encode())
    message = f"{head}.{token.split('.')[1]}"
    mac = hmac.new(_public_forms()[secret], message.encode(), hashlib.sha256).digest()
    with pytest.raises(TokenRefused):
        verify(provider, f"{message}.{encode(mac)}")


def _forms(token: str) -> dict[str, str]:
    head, payload, signature = token.split(".")
    return {
        "empty": "",
        "dots": "..",
        "two parts": f"{head}.{payload}",
        "four parts": f"{token}.x",
        "five parts": f"{head}.a.b.c.d",
        "padded": f"{head}.{payload}.{signature}==",
        "padded header": f"{head}=.{payload}.{signature}",
        "space before": f" {token}",
        "line break after": f"{token}\n",
        "inner line break": f"{head}.{payload}\n.{signature}",
        "json form": json.dumps({"protected": head, "payload": payload, "signature": signature}),
        "letter of no alphabet": f"{head}.{payload}.{signature[:-1]}*",
        "base64 instead of base64url": f"{head}.{payload}.{'+/' + signature[2:]}",
        "not ascii": f"{head}.{payload}.{signature}é",
        "lone surrogate": f"{head}.{payload}.{signature}\ud800",
        "NUL": f"{token}\x00",
        "no signature": f"{head}.{payload}.",
        "signature cut": f"{head}.{payload}.{signature[:-4]}",
        "signature longer": f"{head}.{payload}.{signature}AAAA",
        "other payload": f"{head}.{encode(b'{}')}.{signature}",
        "signature of zeros": f"{head}.{payload}.{encode(bytes(256))}",
        "bearer prefix": f"Bearer {token}",
    }


@pytest.mark.parametrize("form", _forms("a.b.c"))
@pytest.mark.parametrize(("kind", "verify"), KINDS)
def test_other_forms_of_a_good_token_are_refused(
    op: Simulator, provider: Provider, kind: str, verify: Verify, form: str
) -> None:
    token = getattr(op, kind)()
    assert verify(provider, token)
    with pytest.raises(TokenRefused):
        verify(provider, _forms(token)[form])


PAYLOADS = [
    pytest.param(b"", id="empty"),
    pytest.param(b"[]", id="array"),
    pytest.param(b"null", id="null"),
    pytest.param(b'"x"', id="text"),
    pytest.param(b"{", id="cut off"),
    pytest.param(b"[" * 8000, id="deep"),
    pytest.param(b"{} {}", id="two objects"),
    pytest.param(b'{"iss": "\xff"}', id="not UTF-8"),
    pytest.param(b"\xef\xbb\xbf{}", id="byte order mark"),
    pytest.param(b'{"exp": ' + b"9" * 5000 + b"}", id="endless number"),
]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(("kind", "verify"), KINDS)
def test_signed_rubbish_is_refused(
    op: Simulator, provider: Provider, kind: str, verify: Verify, payload: bytes
) -> None:
    token = getattr(op, kind)()
    with pytest.raises(TokenRefused):
        verify(provider, resigned(token, header_of(token), payload))


@pytest.mark.parametrize("twin", ["iss", "aud", "exp", "unknown"])
@pytest.mark.parametrize(("kind", "verify"), KINDS)
def test_claim_that_stands_twice_is_refused(
    op: Simulator, provider: Provider, kind: str, verify: Verify, twin: str
) -> None:
    token = getattr(op, kind)()
    claims = json.loads(decode(token.split(".")[1])) | {"unknown": 1}
    once = json.dumps(claims).encode()
    twice = once[:-1] + f', "{twin}": {json.dumps(claims[twin])}}}'.encode()
    assert verify(provider, resigned(token, header_of(token), once))
    with pytest.raises(TokenRefused, match="strict"):
        verify(provider, resigned(token, header_of(token), twice))


@pytest.mark.parametrize(("kind", "verify"), KINDS)
def test_header_member_that_stands_twice_is_refused(
    op: Simulator, provider: Provider, kind: str, verify: Verify
) -> None:
    token = getattr(op, kind)()
    header = json.dumps(header_of(token)).encode()
    with pytest.raises(TokenRefused, match="strict"):
        verify(provider, resigned(token, header[:-1] + b', "alg": "RS256"}'))


@pytest.mark.parametrize(("padding", "good"), [(4_000, True), (12_000, False)])
@pytest.mark.parametrize(("kind", "verify"), KINDS)
def test_long_token_is_refused(
    op: Simulator, provider: Provider, kind: str, verify: Verify, padding: int, good: bool
) -> None:
    token = getattr(op, kind)(ballast="x" * padding)
    if good:
        assert verify(provider, token)
    else:
        with pytest.raises(TokenRefused, match="too long"):
            verify(provider, token)


FOREIGN = [
    pytest.param("{issuer}/", id="trailing slash"),
    pytest.param("{origin}/realms/quang-nam", id="other realm of the server"),
    pytest.param("{issuer}x", id="suffix"),
    pytest.param("http://sso.evil.localhost/realms/danang", id="other host"),
    pytest.param("{origin}/realms/d\u0430nang", id="look-alike letter"),
    pytest.param("{origin}/realms/DANANG", id="other case"),
    pytest.param("", id="empty"),
    pytest.param(None, id="null"),
    pytest.param(["{issuer}"], id="array"),
    pytest.param(ABSENT, id="absent"),
]


@pytest.mark.parametrize("named", FOREIGN)
@pytest.mark.parametrize(("kind", "verify"), KINDS)
def test_token_of_another_issuer_is_refused_without_asking_anybody(
    op: Simulator, provider: Provider, kind: str, verify: Verify, named: object
) -> None:
    if isinstance(named, str):
        named = named.format(issuer=op.issuer, origin=op.origin)
    with pytest.raises(TokenRefused):
        verify(provider, getattr(op, kind)(iss=named))
    assert op.calls() == []


def test_key_of_another_realm_does_not_verify(op: Simulator, provider: Provider) -> None:
    forged = op.sign(op.access_token_claims(), {"typ": "at+jwt"}, key("realm-b"))
    with pytest.raises(TokenRefused):
        provider.verify_access_token(forged)
    assert provider.verify_access_token(op.access_token())


def test_issuer_of_says_what_a_token_claims(op: Simulator) -> None:
    assert issuer_of(op.logout_token()) == op.issuer
    assert op.calls() == []


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 20_000, "é.é.é", "...."])
def test_issuer_of_refuses_rubbish(token: str) -> None:
    with pytest.raises(TokenRefused):
        issuer_of(token)


@given(
    header=st.one_of(st.binary(max_size=60), st.text().map(str.encode)),
    payload=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
)
def test_whatever_comes_in_is_read_or_refused(header: bytes, payload: object) -> None:
    token = f"{encode(header)}.{encode(json.dumps(payload).encode())}.AAAA"
    for read in (issuer_of, lambda each: parse(each, ["RS256"])):
        with suppress(TokenRefused):
            read(token)


@given(st.text())
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(TokenRefused):
        parse(text, ["RS256"])

"""Reading a signed token (RFC 7515, 7519) by our own policy (RFC 8725).

joserfc brings the keys and the algorithms. What may be in a token, and in which order it is
looked at, is said here: its form and header first, its issuer next, and only then any key.
"""

import binascii
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from egov_kit.errors import TokenRefused
from egov_kit.op.claims import Claims
from egov_kit.op.strict_json import read_object

MAX_TOKEN = 16_384
"""Characters; the platform keeps access tokens below 6 kB."""
_MAX_HEADER = 8_192
# base64url to base64; what is base64 but not base64url becomes a letter of neither.
_URLSAFE = bytes.maketrans(b"-_+/=", b"+/!!!")


@dataclass(frozen=True, kw_only=True)
class Header:
    """What we read of a JOSE header. ``jku``, ``jwk``, ``x5u``, ``x5c`` are never looked at."""

    algorithm: str
    kid: str | None
    type: str | None
    """``typ`` in lower case, without ``application/``."""


class Unverified(NamedTuple):
    """A well-formed token nobody has vouched for yet."""

    header: Header
    claims: Claims
    message: bytes
    signature: bytes


def parse(token: str, algorithms: Collection[str]) -> Unverified:
    """Take a compact JWS apart; raises `TokenRefused`."""
    segments = _split(token)
    header = _read_header(segments[0])
    if header.algorithm not in algorithms:
        raise TokenRefused("algorithm is not allowed")
    return Unverified(
        header=header,
        claims=_read_claims(segments[1]),
        message=segments[0] + b"." + segments[1],
        signature=_decode(segments[2]),
    )


def header_fields(token: str) -> Mapping[str, object]:
    """The JOSE header with all its members, for who must look at the key in it (RFC 9449).

    Raises `TokenRefused`.
    """
    return _read_fields(_split(token)[0])


def issuer_of(token: str) -> str:
    """The issuer a token *claims*: unverified, only to be compared with those configured.

    Raises `TokenRefused`.
    """
    return _read_claims(_split(token)[1]).text("iss")


def _split(token: str) -> tuple[bytes, bytes, bytes]:
    if len(token) > MAX_TOKEN:
        raise TokenRefused("too long")
    segments = token.encode("ascii", "replace").split(b".")
    if len(segments) != 3:
        raise TokenRefused("not a compact JWS")
    return segments[0], segments[1], segments[2]


def _decode(segment: bytes) -> bytes:
    length = len(segment)
    try:
        raw = binascii.a2b_base64(segment.translate(_URLSAFE) + b"==="[: -length % 4])
    except binascii.Error:
        raise TokenRefused("not base64url") from None
    # The decoder skips what is no letter; then there are too few bytes (strict_mode costs more).
    if length % 4 == 1 or len(raw) != length * 3 // 4:
        raise TokenRefused("not base64url")
    return raw


# A server signs with one or two keys, so nearly all tokens carry the same few headers.
@lru_cache(maxsize=32)
def _read_header(segment: bytes) -> Header:
    fields = _read_fields(segment)
    if "crit" in fields or "b64" in fields:
        raise TokenRefused("header demands an extension")
    algorithm, kid, typ = fields.get("alg"), fields.get("kid"), fields.get("typ")
    if not isinstance(algorithm, str):
        raise TokenRefused("no algorithm")
    if not (kid is None or isinstance(kid, str)) or not (typ is None or isinstance(typ, str)):
        raise TokenRefused("kid or typ is no text")
    kind = None if typ is None else typ.lower().removeprefix("application/")
    return Header(algorithm=algorithm, kid=kid, type=kind)


def _read_fields(segment: bytes) -> Mapping[str, object]:
    if len(segment) > _MAX_HEADER:
        raise TokenRefused("header too long")
    try:
        return read_object(_decode(segment))
    except ValueError as error:
        raise TokenRefused(f"header is {error}") from None


def _read_claims(segment: bytes) -> Claims:
    try:
        return Claims(read_object(_decode(segment)))
    except ValueError as error:
        raise TokenRefused(f"payload is {error}") from None

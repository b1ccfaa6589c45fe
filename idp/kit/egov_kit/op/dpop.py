"""Proof of the key that a token is bound to (RFC 9449): that of others, and our own."""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from egov_kit.errors import ProofRefused, TokenRefused
from egov_kit.op.jws import header_fields, parse
from egov_kit.op.keys import find_key
from egov_kit.op.origin import find_origin
from egov_kit.settings import ALGORITHMS

OLDEST: Final = 60
"""Seconds that a proof is good from its ``iat``, beside the leeway."""
ALGORITHM: Final = "ES256"
"""What our own proofs are signed with: small, quick, and the one that RFC 9449 itself shows."""
_TYPE: Final = "dpop+jwt"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A proof that was found good; ``jti`` must not come again before ``until`` (seconds)."""

    jkt: str
    jti: str
    until: float


@dataclass(frozen=True, kw_only=True)
class ProofKey:
    """A key of ours that tokens are bound to."""

    key: ECKey = field(repr=False)

    @classmethod
    def new(cls) -> "ProofKey":
        """A new one, for one session."""
        return cls(key=ECKey.generate_key("P-256"))

    @classmethod
    def of(cls, text: str) -> "ProofKey":
        """What `text` gave; raises `ValueError`."""
        try:
            return cls(key=ECKey.import_key(json.loads(text)))
        except (JoseError, ValueError, TypeError, KeyError):
            raise ValueError("holds no proof key") from None

    @property
    def text(self) -> str:
        """The whole key, to be sealed."""
        return json.dumps(self.key.as_dict(private=True))

    @property
    def thumbprint(self) -> str:
        """What a token bound to it carries as ``cnf.jkt`` (RFC 7638)."""
        return self.key.thumbprint()

    def prove(
        self,
        method: str,
        url: str,
        *,
        now: float,
        access_token: str | None = None,
        nonce: str | None = None,
    ) -> str:
        """A proof for one request; ``nonce`` is what the server gave, if it gave one."""
        claims: dict[str, str | int] = {
            "jti": str(uuid4()),
            "htm": method,
            "htu": url.partition("?")[0],
            "iat": int(now),
        }
        if access_token is not None:
            claims["ath"] = hash_of(access_token)
        if nonce is not None:
            claims["nonce"] = nonce
        public = self.key.as_dict(private=False)
        jwk = {name: public[name] for name in ("kty", "crv", "x", "y")}
        header = {"typ": _TYPE, "alg": ALGORITHM, "jwk": jwk}
        return jws.serialize_compact(header, json.dumps(claims), self.key, algorithms=[ALGORITHM])


def check_proof(
    proof: str, *, method: str, url: str, access_token: str, now: float, leeway: float
) -> Proof:
    """What a proof shows for this request and this token; raises `ProofRefused`.

    Whether its ``jti`` came before is for the caller to see (RFC 9449 §4.3).
    """
    try:
        return _read(proof, method, url, access_token, now, leeway)
    except TokenRefused as error:
        raise ProofRefused(error.reason) from None


def _read(proof: str, method: str, url: str, access_token: str, now: float, leeway: float) -> Proof:
    found = parse(proof, ALGORITHMS)
    if found.header.type != _TYPE:
        raise TokenRefused("not a proof")
    key = find_key(header_fields(proof).get("jwk"))
    if key is None or found.header.algorithm not in key.algorithms:
        raise TokenRefused("its key is none for this signature")
    if not key.verifies(found.header.algorithm, found.message, found.signature):
        raise TokenRefused("signature of the proof is not good")
    claims = found.claims
    claims.check_times(now, leeway, oldest=OLDEST, needs_exp=False)
    if claims.text("htm") != method or _place(claims.text("htu")) != _place(url):
        raise TokenRefused("proof is for another request")
    if claims.text("ath") != hash_of(access_token):
        raise TokenRefused("proof is about another token")
    return Proof(
        jkt=key.key.thumbprint(),
        jti=claims.text("jti"),
        until=claims.seconds("iat") + OLDEST + leeway,
    )


def _place(url: str) -> tuple[object, str]:
    """An address without query, as RFC 3986 §6.2.2 and 6.2.3 make two spellings the same."""
    bare = url.partition("#")[0].partition("?")[0]
    origin = find_origin(bare)
    if origin is None:
        raise TokenRefused("htu is no address")
    return origin, unquote(urlsplit(bare).path) or "/"


def hash_of(access_token: str) -> str:
    """The ``ath`` of a token."""
    digest = hashlib.sha256(access_token.encode("ascii", "replace")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()

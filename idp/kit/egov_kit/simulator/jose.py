"""Tokens in any form, however wrong: nothing is added to what is asked for, nothing refused."""

import base64
import hmac
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from joserfc.jwk import ECKey, Key, KeyParameters, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry


def encode(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(segment: str) -> bytes:
    """What `encode` was given."""
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def sign_raw(header: bytes, payload: bytes, by: Key, alg: str = "RS256") -> str:
    """A compact JWS with exactly these bytes in it, under a good signature with ``alg``."""
    message = f"{encode(header)}.{encode(payload)}"
    signature = JWSRegistry.algorithms[alg].sign(message.encode(), by)
    return f"{message}.{encode(signature)}"


def sign(header: Mapping[str, object], claims: Mapping[str, object], by: Key) -> str:
    """A token with this header and these claims; nothing is added to either."""
    return sign_raw(
        json.dumps(header).encode(), json.dumps(claims).encode(), by, str(header["alg"])
    )


def unsigned(header: Mapping[str, object], claims: Mapping[str, object]) -> str:
    """A token with an empty signature."""
    return f"{encode(json.dumps(header).encode())}.{encode(json.dumps(claims).encode())}."


def authenticated(header: Mapping[str, object], claims: Mapping[str, object], secret: bytes) -> str:
    """A token under HS256 with any secret: joserfc would refuse a public key as one."""
    message = unsigned({**header, "alg": "HS256"}, claims).removesuffix(".")
    return f"{message}.{encode(hmac.digest(secret, message.encode(), 'sha256'))}"


def claims_of(token: str) -> dict[str, Any]:
    """The payload of a token, unchecked; raises `ValueError`."""
    return _part(token, 1)


def header_of(token: str) -> dict[str, Any]:
    """The header of a token, unchecked; raises `ValueError`."""
    return _part(token, 0)


def _part(token: str, place: int) -> dict[str, Any]:
    segments = token.split(".")
    if len(segments) != 3:
        raise ValueError("not a compact JWS")
    found = json.loads(decode(segments[place]))
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")
    return found


def verifies(token: str, key: Key, alg: str) -> bool:
    """Whether ``key`` made the signature of ``token`` with ``alg``."""
    message, _, signature = token.rpartition(".")
    try:
        good = JWSRegistry.algorithms[alg].verify(message.encode(), decode(signature), key)
    except (ValueError, KeyError):
        return False
    return bool(good)


def key(kid: str, alg: str = "RS256", size: int = 2048) -> Key:
    """A private key for ``alg``; the same one for the same name, as long as the process lives."""
    return _generate(kid, alg, size)


# An RSA key takes longer to make than a whole simulator.
@lru_cache
def _generate(kid: str, alg: str, size: int) -> Key:
    parameters: KeyParameters = {"kid": kid, "use": "sig", "alg": alg}
    if alg.startswith("HS"):
        return OctKey.generate_key(512, parameters)
    if alg == "EdDSA":
        return OKPKey.generate_key("Ed25519", parameters)
    if alg.startswith("ES"):
        return ECKey.generate_key({"ES256": "P-256", "ES384": "P-384"}[alg], parameters)
    # Not generate_key: it warns of short keys, which are made here on purpose.
    made = generate_private_key(public_exponent=65537, key_size=size)
    return RSAKey(made, made, parameters)

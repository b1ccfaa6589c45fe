"""Keys for tests, generated once per run and name, and tokens in any form, however wrong."""

import base64
import json
from collections.abc import Mapping
from functools import lru_cache

from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
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


def key(kid: str, alg: str = "RS256", size: int = 2048) -> Key:
    """A private key for ``alg``; the same one for the same name."""
    return _generate(kid, alg, size)


@lru_cache
def _generate(kid: str, alg: str, size: int) -> Key:
    parameters = {"kid": kid, "use": "sig", "alg": alg}
    if alg == "EdDSA":
        return OKPKey.generate_key("Ed25519", parameters)
    if alg.startswith("ES"):
        return ECKey.generate_key({"ES256": "P-256", "ES384": "P-384"}[alg], parameters)
    return RSAKey.generate_key(size, parameters)

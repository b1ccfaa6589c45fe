"""How we prove who we are to the token endpoint: ``private_key_jwt`` (OIDC Core 9, RFC 7523)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from authlib.oauth2.rfc7523 import private_key_jwt_sign
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

ALGORITHM = "RS256"
"""Pinned in the realm as ``token.endpoint.auth.signing.alg``."""
LIFETIME = 60
_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, kw_only=True)
class ClientKey:
    """Our private key at one issuer; ``kid`` is always sent, so that keys can be rotated."""

    kid: str
    key: RSAKey

    @classmethod
    def load(cls, path: Path) -> "ClientKey":
        """Read a private RSA JWK with ``kid``; raises `OSError` or `ValueError`."""
        jwk = json.loads(path.read_text(encoding="utf-8"))
        try:
            key = RSAKey.import_key(jwk)
        except (JoseError, ValueError, TypeError, KeyError):
            # The original error may quote the key.
            raise ValueError(f"{path} holds no RSA client key") from None
        if not (key.is_private and key.kid and key.raw_value.key_size >= 2048):
            raise ValueError(f"the client key in {path} is not private, 2048 bits and with a kid")
        return cls(kid=key.kid, key=key)


def client_assertion(key: ClientKey, client_id: str, issuer: str, now: float) -> Mapping[str, str]:
    """Form fields that authenticate one request: one audience, a new ``jti``, 60 seconds."""
    assertion = private_key_jwt_sign(
        key.key,
        client_id,
        issuer,
        alg=ALGORITHM,
        header={"kid": key.kid},
        issued_at=int(now),
        expires_in=LIFETIME,
    )
    return {
        "client_id": client_id,
        "client_assertion_type": _TYPE,
        "client_assertion": str(assertion),
    }

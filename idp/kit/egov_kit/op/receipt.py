"""What we sign to say that a security event was obeyed."""

from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from joserfc import jwt

from egov_kit.op.client_auth import ALGORITHM, ClientKey

TYPE: Final = "egov-receipt+jwt"


def sign_receipt(
    key: ClientKey, *, client_id: str, audience: str, now: float, facts: Mapping[str, object]
) -> str:
    """A compact JWS by the key with which ``client_id`` also proves who it is to ``audience``."""
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": TYPE}
    claims = {"iss": client_id, "aud": audience, "iat": int(now), "jti": str(uuid4())}
    return jwt.encode(header, {**claims, **facts}, key.key)

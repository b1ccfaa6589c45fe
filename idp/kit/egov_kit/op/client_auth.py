"""How we prove who we are (OIDC Core 9): ``private_key_jwt`` (RFC 7523), or a secret."""

import json
import re
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import quote_plus

from authlib.oauth2.rfc7523 import private_key_jwt_sign
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from egov_kit.settings import ClientAuth

ALGORITHM = "RS256"
"""Pinned in the realm as ``token.endpoint.auth.signing.alg``."""
LIFETIME = 60
_VISIBLE = re.compile(r"[!-~]{8,1000}")
_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, kw_only=True)
class ClientKey:
    """Our private key at one issuer; ``kid`` is always sent, so that keys can be rotated."""

    kid: str
    key: RSAKey

    @classmethod
    def load(cls, path: Path) -> "ClientKey":
        """Read a private RSA JWK with ``kid``; raises `OSError` or `ValueError`."""
        try:
            return cls.of(json.loads(path.read_text(encoding="utf-8")))
        except ValueError as error:
            raise ValueError(f"{path} {error}") from None

    @classmethod
    def of(cls, jwk: Mapping[str, Any]) -> "ClientKey":
        """A private RSA JWK with ``kid``; raises `ValueError`."""
        try:
            key = RSAKey.import_key(dict(jwk))
        except (JoseError, ValueError, TypeError, KeyError):
            # The original error may quote the key.
            raise ValueError("holds no RSA client key") from None
        if not (key.is_private and key.kid and key.raw_value.key_size >= 2048):
            raise ValueError("holds a client key that is not private, 2048 bits and with a kid")
        return cls(kid=key.kid, key=key)


@dataclass(frozen=True, kw_only=True)
class ClientSecret:
    """What a server gave us that takes no keys; ``method`` is how we show it."""

    secret: str = field(repr=False)
    method: Literal["client_secret_basic", "client_secret_post"]

    @classmethod
    def load(cls, path: Path, method: ClientAuth) -> "ClientSecret":
        """Read a secret, one line of visible characters; raises `OSError` or `ValueError`."""
        secret = path.read_text(encoding="utf-8").rstrip("\r\n")
        if method == "private_key_jwt" or not _VISIBLE.fullmatch(secret):
            raise ValueError(f"{path} holds no client secret")
        return cls(secret=secret, method=method)


Credential = ClientKey | ClientSecret
C = TypeVar("C", bound=Credential)


class KeyFile(Generic[C]):
    """The credential in a file, read at its first use and again when somebody put another there.

    Threads may share it. Whoever changes the key writes the file whole, and after the server knows
    the new one: every request is signed with the key that lies there when it is made.
    """

    def __init__(self, path: Path, load: Callable[[Path], C]) -> None:
        self._path = path
        self._load = load
        self._lock = threading.Lock()
        self._known: tuple[tuple[int, int, int], C] | None = None

    def __call__(self) -> C:
        """The credential as it is now; raises `OSError` or `ValueError`."""
        found = self._path.stat()
        seen = (found.st_ino, found.st_mtime_ns, found.st_size)
        with self._lock:
            if self._known is None or self._known[0] != seen:
                # Looked at before it is read: what is put there in between is read next time.
                self._known = seen, self._load(self._path)
            return self._known[1]


@dataclass(frozen=True, kw_only=True)
class Authentication:
    """What one request carries to show who sends it."""

    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def authentication(
    credential: Credential, client_id: str, issuer: str, now: float
) -> Authentication:
    """How one request proves that it is ours, by what we have."""
    if isinstance(credential, ClientKey):
        return Authentication(fields=client_assertion(credential, client_id, issuer, now))
    if credential.method == "client_secret_post":
        fields = {"client_id": client_id, "client_secret": credential.secret}
        return Authentication(fields=fields)
    # Both parts are form-encoded below the Base64 (RFC 6749 §2.3.1).
    pair = f"{quote_plus(client_id)}:{quote_plus(credential.secret)}"
    basic = b64encode(pair.encode()).decode()
    return Authentication(headers={"Authorization": f"Basic {basic}"})


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

"""Secrets are compared by digests: Keycloak takes them and never shows them again.

What was sent last is kept as a digest with a key (HMAC-SHA-256), so that it tells nobody anything.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping

from egov_idp.reconcile.kind import Kind, Objects
from egov_idp.reconcile.values import Path, Secret, Value

KEY = "keycloak/digests"
"""Where the key of the digests lies in the secret store."""

MASK = "**********"
"""What Keycloak shows in a secret's place."""

Digest = Callable[[str, Value], str | None]
"""The digest of the secret that stands there."""


def masked(kind: Kind, objects: Objects, digest: Digest) -> Objects:
    """The objects with a `Secret` for each secret."""
    if not kind.secrets:
        return objects
    return {name: _masked(each, kind, (kind.name, *name), digest) for name, each in objects.items()}


def keyed(key: bytes) -> Digest:
    """Digests of secrets that are known."""

    def digest(where: str, secret: Value) -> str:
        text = json.dumps([where, secret])
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    return digest


def recorded(digests: Mapping[str, str]) -> Digest:
    """Digests of the secrets that were sent last."""
    return lambda where, secret: digests.get(where)


def seen(key: bytes, digests: Mapping[str, str]) -> Digest:
    """Digests of secrets where Keycloak shows them, and of those sent last where it does not."""
    known = keyed(key)

    def digest(where: str, secret: Value) -> str | None:
        hidden = secret in (MASK, [MASK]) or isinstance(secret, Secret)
        return digests.get(where) if hidden else known(where, secret)

    return digest


def _masked(value: Value, kind: Kind, path: Path, digest: Digest) -> Value:
    if not isinstance(value, dict):
        return value
    return {
        name: Secret(digest("/".join((*path, name)), each))
        if name in kind.secrets and each
        else _masked(each, kind, (*path, name), digest)
        for name, each in value.items()
    }


def digests(value: Value, path: Path) -> Iterator[tuple[str, str]]:
    """Where each secret of masked objects stands, and its digest."""
    if isinstance(value, Secret):
        yield "/".join(path), value.digest or ""
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from digests(each, (*path, name))

"""The keys of a client are public, strong, and stand in the realm itself."""

import json
from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Client, Json, Realm
from egov_idp.lint.rule import Rule

_KEYS = "jwks.string"
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "k"}
_RSA_BITS = 2048


def find(realm: Realm) -> Iterator[Finding]:
    """The key set of every client that signs."""
    for client in realm.usable_clients:
        if client.says("clientAuthenticatorType") == "client-jwt" and not client.public:
            yield from (client.about(_KEYS, text) for text in _mistakes(client))


def _mistakes(client: Client) -> Iterator[str]:
    if client.attribute("use.jwks.string") != "true":
        yield "is not used"
    elif (keys := _keys(client.attribute(_KEYS) or "")) is None:
        yield "is no key set"
    else:
        if not 1 <= len(keys) <= 2:
            yield f"holds {len(keys)} keys, not one, or two during a rotation"
        for key in keys:
            yield from _weak(key)


def _keys(text: str) -> list[Json] | None:
    try:
        keys = json.loads(text)["keys"]
    except (ValueError, LookupError, TypeError):
        return None
    whole = isinstance(keys, list) and all(isinstance(each, dict) for each in keys)
    return keys if whole else None


def _weak(key: Json) -> Iterator[str]:
    if _PRIVATE & set(key):
        yield "holds a private key"
    if not key.get("kid"):
        yield "holds a key without a name (kid)"
    # Each letter of base64url stands for six bits.
    if key.get("kty") == "RSA" and len(str(key.get("n", ""))) * 6 < _RSA_BITS:
        yield f"holds an RSA key of less than {_RSA_BITS} bits"


RULE = Rule(
    find=find,
    severity="error",
    why="With an address for keys a new one took 11 seconds and a removed one stayed good; in"
    " the realm itself a change counts at once and drift is seen. A private key here can be"
    " read by whoever reads the realm.",
    fix="`use.jwks.string: true`, `jwks.string` with one public key, or two while it is changed.",
)

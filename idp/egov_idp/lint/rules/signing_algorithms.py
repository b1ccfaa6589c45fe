"""Tokens are signed by a key that only Keycloak has, and say what they are."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said

_GOOD = ("RS256", "PS256", "ES256", "EdDSA")
_OF_A_CLIENT = ("access.token.signed.response.alg", "id.token.signed.response.alg")
_TYPED = "access.token.header.type.rfc9068"


def find(realm: Realm) -> Iterator[Finding]:
    """The realm's algorithm, each client's, and the type of its access tokens."""
    default = realm.says("defaultSignatureAlgorithm")
    if default not in _GOOD:
        yield realm.finding("defaultSignatureAlgorithm", said(default))
    for client in realm.usable_clients:
        if not client.open_id:
            continue
        for name in _OF_A_CLIENT:
            if client.attribute(name) not in _GOOD:
                yield client.about(name, said(client.attribute(name)))
        if client.attribute(_TYPED) != "true":
            yield client.about(_TYPED, said(client.attribute(_TYPED)))


RULE = Rule(
    find=find,
    severity="error",
    why="The kit takes these algorithms alone, and an access token only with `typ` at+jwt (RFC"
    " 9068), so that no other token is taken for one.",
    fix="`RS256`, and `access.token.header.type.rfc9068: true`.",
)

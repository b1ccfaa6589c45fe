"""A code is worth nothing to whoever did not begin the sign-in."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said

_METHOD = "pkce.code.challenge.method"


def find(realm: Realm) -> Iterator[Finding]:
    """S256 in every client that people sign in from."""
    for client in realm.sign_in_clients:
        if client.open_id and client.attribute(_METHOD) != "S256":
            yield client.about(_METHOD, said(client.attribute(_METHOD)))


RULE = Rule(
    find=find,
    severity="error",
    why="Without PKCE a code that leaks can be put into somebody else's sign-in; `plain`"
    " protects from nothing that reads the request (RFC 9700, 2.1.1).",
    fix="`pkce.code.challenge.method: S256`.",
    covers=("PublicClientsMustEnforcePKCE", "ConfidentialClientShouldEnforcePKCE"),
)

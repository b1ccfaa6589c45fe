"""Nobody gives rights away in Keycloak: neither people to each other, nor a client by rules."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule


def find(realm: Realm) -> Iterator[Finding]:
    """User-managed access in the realm, and authorization services of a client."""
    if realm.says("userManagedAccessAllowed"):
        yield realm.finding("userManagedAccessAllowed", "is true")
    for client in realm.clients:
        if client.says("authorizationServicesEnabled"):
            yield client.finding("authorizationServicesEnabled", "is true")


RULE = Rule(
    find=find,
    severity="error",
    why="Rights follow from posts, in the directory. A UMA ticket is a grant of its own that"
    " no sign-in flow stands before.",
    fix="`userManagedAccessAllowed: false`, `authorizationServicesEnabled: false`.",
)

"""Keycloak, as a client of another provider, protects its codes as well."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule


def find(realm: Realm) -> Iterator[Finding]:
    """On, with S256: the default is `plain`."""
    for broker in realm.brokers:
        if broker.open_id:
            yield from broker.unlike({"pkceEnabled": "true", "pkceMethod": "S256"})


RULE = Rule(
    find=find,
    severity="error",
    why="Without it a code of that provider that leaks can be put into somebody else's sign-in"
    " (RFC 9700, 2.1.1).",
    fix="`pkceEnabled: true`, `pkceMethod: S256`.",
    covers=("OIDCIdentityProviderWithoutPKCE",),
)

"""A browser goes back to a whole address, never to whatever begins like one."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule


def find(realm: Realm) -> Iterator[Finding]:
    """An asterisk in an address after sign-in or sign-out, also in a client that is off."""
    for client in realm.clients:
        for field, address in client.addresses:
            if "*" in address:
                yield client.finding(field, f"holds {address}")


RULE = Rule(
    find=find,
    severity="error",
    why="Codes are sent there. `https://a.vn*` is also `https://a.vn.attacker.tk`, and below a"
    " wildcard any page that forwards sends the code on.",
    fix="Write out each address; a module has one, `/oidc/callback`.",
    covers=(
        "ClientMustNotUseGlobalWildcardURI",
        "ClientHasErroneouslyConfiguredWildcardURI",
        "ClientShouldNotUseWildcardRedirectURI",
        "SamlClientHasErroneouslyConfiguredWildcardURI",
        "SamlClientShouldNotUseWildcardRedirectURI",
    ),
)

"""People give their password to the sign-in page alone, never to a client."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """Stated and off, also in a client that is switched off."""
    for client in realm.clients:
        stated = client.says("directAccessGrantsEnabled")
        if client.open_id and stated is not False:
            yield client.finding("directAccessGrantsEnabled", said(stated))


RULE = Rule(
    find=find,
    severity="error",
    why="A client that takes passwords can keep them, asks for no second factor and passes no"
    " page of ours (RFC 9700, 2.4). Keycloak's default is on.",
    fix="`directAccessGrantsEnabled: false`.",
    covers=(
        "PublicClientShouldDisableDirectAccessGrants",
        "ConfidentialClientShouldDisableDirectAccessGrants",
    ),
)

"""A token holds what its client was given, not all its person has."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """Stated and off, also in a client that is switched off."""
    for client in realm.clients:
        if client.says("fullScopeAllowed") is not False and _can_be_used(client.says("bearerOnly")):
            yield client.finding("fullScopeAllowed", said(client.says("fullScopeAllowed")))


def _can_be_used(bearer_only: object) -> bool:
    return bearer_only is not True


RULE = Rule(
    find=find,
    severity="error",
    why="With full scope every role of a person is in every token, also the rights to"
    " administer the realm: whoever gets one token gets them all. Keycloak's default is on.",
    fix="`fullScopeAllowed: false`.",
    covers=("ClientWithFullScopeAllowed", "ClientWithSensitiveRole"),
)

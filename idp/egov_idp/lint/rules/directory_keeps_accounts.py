"""Keycloak does not forget a person because the directory does not show them."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule

_WANTED = {"removeInvalidUsersEnabled": "false"}


def find(realm: Realm) -> Iterator[Finding]:
    """Stated and off: the default is on."""
    for directory in realm.directories:
        yield from directory.unlike(_WANTED)


RULE = Rule(
    find=find,
    severity="error",
    why="The default deletes Keycloak's user, and the second factor, of whoever is locked; an"
    " empty replica would do it to everybody. With `false` the refusals are the same, and"
    " the user comes back whole.",
    fix="`removeInvalidUsersEnabled: false`.",
)

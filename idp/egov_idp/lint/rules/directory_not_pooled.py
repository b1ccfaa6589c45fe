"""A restart of the directory is over when the directory is back."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule


def find(realm: Realm) -> Iterator[Finding]:
    """No connection is kept for the next question."""
    for directory in realm.directories:
        yield from directory.unlike({"connectionPooling": "false"})


RULE = Rule(
    find=find,
    severity="error",
    why="Java's pool may keep a connection that was cut while it was made, and hand it out again"
    " and again: nobody of the province signs in until Keycloak is started anew.",
    fix="`connectionPooling: false`.",
)

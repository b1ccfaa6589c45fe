"""User names and addresses are given in the directory, and mean one person."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """Nobody edits the user name, no address stands for two."""
    for field in ("editUsernameAllowed", "duplicateEmailsAllowed"):
        if realm.says(field) is not False:
            yield realm.finding(field, said(realm.says(field)))


RULE = Rule(
    find=find,
    severity="error",
    why="People sign in with user name or address; where one means two people, or can be"
    " changed into somebody else's, the wrong person gets in.",
    fix="`editUsernameAllowed: false` and `duplicateEmailsAllowed: false`.",
)

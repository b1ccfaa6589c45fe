"""Who is not active is nobody, at once and everywhere."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said

FILTER = "(egovStatus=active)"
_WANTED = {"customUserSearchFilter": FILTER, "searchScope": "1"}


def find(realm: Realm) -> Iterator[Finding]:
    """Exactly that filter, over people and not what lies below them."""
    for directory in realm.directories:
        yield from directory.unlike(_WANTED)
        if not (directory.value("usersDn") or "").startswith("ou=people,"):
            yield directory.about("usersDn", said(directory.value("usersDn")))


RULE = Rule(
    find=find,
    severity="error",
    why="That filter is the only lock of an account: without it whoever is pending, locked or"
    " gone signs in.",
    fix="`customUserSearchFilter: (egovStatus=active)`, one level below `ou=people`.",
)

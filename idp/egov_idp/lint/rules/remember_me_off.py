"""A session ends when it is said to, also for whoever ticked a box."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """Stated and off."""
    if realm.says("rememberMe") is not False:
        yield realm.finding("rememberMe", said(realm.says("rememberMe")))


RULE = Rule(
    find=find,
    severity="error",
    why="It keeps a session on a shared counter machine after its browser was closed, and has"
    " limits of its own beside those of TCVN 14423.",
    fix="`rememberMe: false`.",
)

"""Sign-in over plain http is for this machine alone."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """Keycloak refuses plain http from elsewhere."""
    if realm.says("sslRequired") not in ("external", "all"):
        yield realm.finding("sslRequired", said(realm.says("sslRequired")))


RULE = Rule(
    find=find,
    severity="error",
    why="Over plain http whoever carries the connection reads the password.",
    fix="`sslRequired: external`, or `all`.",
)

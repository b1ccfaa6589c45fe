"""Nobody makes an account of their own."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """Stated and off."""
    if realm.says("registrationAllowed") is not False:
        yield realm.finding("registrationAllowed", said(realm.says("registrationAllowed")))


RULE = Rule(
    find=find,
    severity="error",
    why="Staff come from the directory alone: an account that somebody made for themselves"
    " passes nobody who knows them, and tokens came out of this flow past the gate.",
    fix="`registrationAllowed: false`. People are added with `./egov person add`.",
    covers=("RealmSelfRegistrationEnabled",),
)

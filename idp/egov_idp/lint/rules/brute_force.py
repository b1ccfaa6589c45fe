"""Wrong passwords are counted, and after a few the account waits."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said
from egov_idp.realms import limits


def find(realm: Realm) -> Iterator[Finding]:
    """The counting, the number that is let pass, and the wait."""
    if realm.says("bruteForceProtected") is not True:
        yield realm.finding("bruteForceProtected", said(realm.says("bruteForceProtected")))
    if not 0 < realm.number("failureFactor") <= limits.WRONG_PASSWORDS:
        yield realm.finding("failureFactor", said(realm.says("failureFactor")))
    if realm.number("waitIncrementSeconds") < 60:
        yield realm.finding("waitIncrementSeconds", said(realm.says("waitIncrementSeconds")))


RULE = Rule(
    find=find,
    severity="error",
    why="Without it passwords are guessed as fast as the server answers. TCVN 14423 locks an"
    " account of an application with important data after 5 failures.",
    fix="`wrong_passwords` in `realms/_base.yaml` or the province's file: `allowed` at most 5,"
    " `wait_minutes` at least 1.",
    covers=("RealmBruteForceProtectionDisabled",),
)

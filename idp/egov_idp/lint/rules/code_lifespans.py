"""What is on its way is good for a short time: codes, half a sign-in, links by mail."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.realms import limits

_MOST = {
    "accessCodeLifespan": limits.CODE_SECONDS,
    "accessCodeLifespanLogin": limits.SIGN_IN_SECONDS,
    "accessCodeLifespanUserAction": limits.ACTION_SECONDS,
    "actionTokenGeneratedByUserLifespan": limits.ACTION_SECONDS,
}


def find(realm: Realm) -> Iterator[Finding]:
    """Each of them, stated and short."""
    yield from realm.beyond(_MOST)


RULE = Rule(
    find=find,
    severity="error",
    why="A code or a link that leaks in a log or a mailbox is worth something as long as it"
    " lives; RFC 9700 asks for short-lived codes.",
    fix="`sessions.code_seconds` at most 60, `sign_in_minutes` 30, `action_minutes` 10.",
)

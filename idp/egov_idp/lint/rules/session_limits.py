"""A sign-in session ends when nobody is there, and at the end of a working day."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.realms import limits

_MOST = {
    "ssoSessionIdleTimeout": limits.SESSION_IDLE_SECONDS,
    "ssoSessionMaxLifespan": limits.SESSION_SECONDS,
}


def find(realm: Realm) -> Iterator[Finding]:
    """Idle and longest, of the realm."""
    yield from realm.beyond(_MOST)


RULE = Rule(
    find=find,
    severity="error",
    why="TCVN 14423 ends a session after 15 minutes without use. The modules keep those 15;"
    " Keycloak adds a token's 5 and 1 to spare, or people would lose a session that is in"
    " use.",
    fix="`sessions.idle_minutes` at most 21, `sessions.longest_hours` at most 10.",
)

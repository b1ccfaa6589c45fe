"""A session that outlives the sign-in ends all the same."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said
from egov_idp.realms import limits

_MOST = {
    "offlineSessionIdleTimeout": limits.SESSION_IDLE_SECONDS,
    "offlineSessionMaxLifespan": limits.SESSION_SECONDS,
}


def find(realm: Realm) -> Iterator[Finding]:
    """It has an end, and that of any other session."""
    if realm.says("offlineSessionMaxLifespanEnabled") is not True:
        enabled = said(realm.says("offlineSessionMaxLifespanEnabled"))
        yield realm.finding("offlineSessionMaxLifespanEnabled", enabled)
    yield from realm.beyond(_MOST)


RULE = Rule(
    find=find,
    severity="error",
    why="Without an end an offline token is a password that nobody changes; it survives sign-out.",
    fix="`offlineSessionMaxLifespanEnabled: true`, its two limits those of a session.",
    covers=("OfflineSessionMaxLifespanDisabled",),
)

"""It is kept who signed in, and who was refused."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said
from egov_idp.realms import limits


def find(realm: Realm) -> Iterator[Finding]:
    """On, long enough, of every type, and also in the log."""
    if realm.says("eventsEnabled") is not True:
        yield realm.finding("eventsEnabled", said(realm.says("eventsEnabled")))
    if realm.number("eventsExpiration") < limits.EVENT_SECONDS:
        yield realm.finding("eventsExpiration", said(realm.says("eventsExpiration")))
    if _left_out(realm):
        yield realm.finding("enabledEventTypes", f"lacks {', '.join(_left_out(realm))}")
    if "jboss-logging" not in (realm.says("eventsListeners") or ()):
        yield realm.finding("eventsListeners", "does not write to the log")


_NEEDED = ("LOGIN", "LOGIN_ERROR", "LOGOUT", "CODE_TO_TOKEN_ERROR", "REFRESH_TOKEN_ERROR")


def _left_out(realm: Realm) -> list[str]:
    kept = realm.says("enabledEventTypes") or _NEEDED  # an empty list is all of them
    return [each for each in _NEEDED if each not in kept]


RULE = Rule(
    find=find,
    severity="error",
    why="After an incident it must be known who came in; TCVN 14423 asks a system of level 3"
    " for 3 months of logs.",
    fix="`events.keep_days` at least 90; `enabledEventTypes` empty, which is all of them.",
)

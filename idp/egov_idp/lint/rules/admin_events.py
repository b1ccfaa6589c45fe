"""It is kept who changed what in a realm, with the value."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import counted, said
from egov_idp.realms import limits

_EXPIRATION = "adminEventsExpiration"


def find(realm: Realm) -> Iterator[Finding]:
    """On, with representations, for 90 days."""
    for field in ("adminEventsEnabled", "adminEventsDetailsEnabled"):
        if realm.says(field) is not True:
            yield realm.finding(field, said(realm.says(field)))
    kept = (realm.says("attributes") or {}).get(_EXPIRATION)
    if counted(kept) < limits.EVENT_SECONDS:
        yield realm.finding(f"attributes.{_EXPIRATION}", said(kept))


RULE = Rule(
    find=find,
    severity="error",
    why="A change by hand is told with who made it only while Keycloak keeps the event;"
    " without its representation nobody knows the value.",
    fix="`events.keep_admin_days` at least 90.",
)

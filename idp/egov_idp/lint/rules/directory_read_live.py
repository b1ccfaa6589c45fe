"""What is known of a person is read at every use."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said

_LIVE = "always.read.value.from.ldap"
_KEPT_IN_KEYCLOAK = "username"  # by it Keycloak finds people in its own table


def find(realm: Realm) -> Iterator[Finding]:
    """No cache, and every attribute read from the entry."""
    for directory in realm.directories:
        if directory.value("cachePolicy") != "NO_CACHE":
            yield directory.about("cachePolicy", said(directory.value("cachePolicy")))
        for mapper in directory.mappers:
            kept = mapper.value("user.model.attribute") == _KEPT_IN_KEYCLOAK
            if not kept and mapper.value(_LIVE) != "true":
                yield mapper.about(_LIVE, said(mapper.value(_LIVE)))


RULE = Rule(
    find=find,
    severity="error",
    why="A grant counts from the next launch on, and whoever is locked is out at once. With"
    " Keycloak's cache a deleted person went on to sign in, refresh and be known.",
    fix="`cachePolicy: NO_CACHE`, `always.read.value.from.ldap: true`.",
)

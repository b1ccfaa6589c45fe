"""Of all that is read of a person Keycloak writes nothing, and makes up nothing."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said

_READS = "user-attribute-ldap-mapper"


def find(realm: Realm) -> Iterator[Finding]:
    """Only mappers that read attributes, each of them read-only."""
    for directory in realm.directories:
        for mapper in directory.mappers:
            if mapper.type != _READS:
                yield mapper.finding("providerId", said(mapper.type))
            elif mapper.value("read.only") != "true":
                yield mapper.about("read.only", said(mapper.value("read.only")))


RULE = Rule(
    find=find,
    severity="error",
    why="One writer: the people service. The mapper of groups compares the first part of a"
    " name alone, so `cn=finance` of two branches are mixed up; one that gives a fixed role"
    " gives it to everybody.",
    fix="`read.only: true`; grants are attributes, not groups or roles.",
)

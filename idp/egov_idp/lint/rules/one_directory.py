"""People come from one directory, and from nowhere else."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """One federation, of type LDAP, that is switched on."""
    if len(realm.directories) != 1:
        yield realm.finding("components", f"name {len(realm.directories)} directories, not one")
    for directory in realm.directories:
        if directory.type != "ldap":
            yield directory.finding("providerId", said(directory.type))
        if directory.value("enabled") != "true":
            yield directory.about("enabled", said(directory.value("enabled")))


RULE = Rule(
    find=find,
    severity="error",
    why="The directory is the source of truth. A second one gives accounts, and attributes"
    " that become rights, past the one writer that notes what it does.",
    fix="`./egov realm apply` brings the federation back; take the other one away.",
)

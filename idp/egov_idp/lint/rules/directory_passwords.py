"""A new password lands in the directory, hashed by it, and is checked by the policy before."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule

_WANTED = {
    "editMode": "WRITABLE",
    "usePasswordModifyExtendedOp": "true",
    "validatePasswordPolicy": "true",
    "syncRegistrations": "false",
}


def find(realm: Realm) -> Iterator[Finding]:
    """How Keycloak may write to the directory."""
    for directory in realm.directories:
        yield from directory.unlike(_WANTED)


RULE = Rule(
    find=find,
    severity="error",
    why="Without the extended operation a password is stored as it was typed; otherwise than"
    " writable nobody can change one. With `syncRegistrations` Keycloak would add people.",
    fix="`./egov realm apply` brings the federation back.",
)

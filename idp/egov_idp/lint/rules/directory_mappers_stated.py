"""What is read of a person is stated: a realm's document that leaves it out gets nothing."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said

_NEEDED = {
    "username": "uid",
    "email": "mail",
    "egovStaffId": "egovStaffId",
    "egovStatus": "egovStatus",
    "egovPostRef": "egovPostRef",
    "egovGrant": "egovGrant",
    "egovModule": "egovModule",
    "egovWorkingPost": "egovWorkingPost",
}
_KEYS = {
    "usernameLDAPAttribute": "uid",
    "rdnLDAPAttribute": "egovStaffId",
    "uuidLDAPAttribute": "egovStaffId",
}


def find(realm: Realm) -> Iterator[Finding]:
    """Each attribute that sign-in and tokens need, and what an entry is known by."""
    for directory in realm.directories:
        read = {
            m.value("user.model.attribute"): m.value("ldap.attribute") for m in directory.mappers
        }
        for user, entry in _NEEDED.items():
            if read.get(user) != entry:
                yield directory.finding("mappers", f"do not read {user} from {entry}")
        for key, wanted in _KEYS.items():
            if directory.value(key) != wanted:
                yield directory.about(key, said(directory.value(key)))


RULE = Rule(
    find=find,
    severity="error",
    why="A directory in a realm's document gets no mappers by itself, and then every sign-in"
    " fails with an error that names nothing. A person is their `egovStaffId`, across"
    " renames and moves.",
    fix="`./egov realm apply` brings the mappers back.",
)

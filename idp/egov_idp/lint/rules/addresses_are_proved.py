"""An e-mail address is the person's: the directory says so, or they answered a message to it."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Directory, Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """Verified by a message, or every address comes from a directory that people cannot change."""
    if realm.says("verifyEmail") is True:
        return
    if realm.brokers or not all(map(_gives_addresses, realm.directories)) or not realm.directories:
        yield realm.finding("verifyEmail", said(realm.says("verifyEmail")))


def _gives_addresses(directory: Directory) -> bool:
    mail = [m for m in directory.mappers if m.value("user.model.attribute") == "email"]
    return directory.value("trustEmail") == "true" and [m.value("read.only") for m in mail] == [
        "true"
    ]


RULE = Rule(
    find=find,
    severity="error",
    why="A link for a forgotten password goes to this address: whoever can write an address"
    " into an account can take it over.",
    fix="Read addresses from the directory by a read-only mapper with `trustEmail`, or set"
    " `verifyEmail: true`.",
    covers=("RealmEmailVerificationDisabled",),
)

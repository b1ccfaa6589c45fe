"""What people are made to do at sign-in is a new password and a second factor."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule

_NEEDED = ("UPDATE_PASSWORD", "CONFIGURE_TOTP")
_NEVER = ("delete_account", "UPDATE_PROFILE", "UPDATE_EMAIL", "VERIFY_PROFILE")


def find(realm: Realm) -> Iterator[Finding]:
    """Those that must be there, and those by which people would change what the directory says."""
    on = {each["alias"] for each in realm.says("requiredActions") or [] if each.get("enabled")}
    for name in _NEEDED:
        if name not in on:
            yield realm.finding("requiredActions", f"lack {name}")
    for name in _NEVER:
        if name in on:
            yield realm.finding("requiredActions", f"offer {name}")


RULE = Rule(
    find=find,
    severity="error",
    why="A one-time password that need not be changed stays; and a person is what the"
    " directory says, so nobody edits or deletes themselves at sign-in.",
    fix="Switch the actions off or on as `egov_idp/realms/flows.py` declares them.",
)

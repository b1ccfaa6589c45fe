"""New passwords are long, of four classes, and neither the name nor the one before."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import counted
from egov_idp.realms import limits

_LEAST = {
    "length": limits.PASSWORD_LENGTH,
    "lowerCase": 1,
    "upperCase": 1,
    "digits": 1,
    "specialChars": 1,
}
_NEEDED = ("maxLength", "notUsername", "notEmail", "egovAnotherPassword")


def find(realm: Realm) -> Iterator[Finding]:
    """Each rule that is missing or asks for too little."""
    policy = realm.password_policy
    for name, least in _LEAST.items():
        given = policy.get(name, "0")
        if counted(given) < least:
            yield realm.finding("passwordPolicy", f"asks {name} of {given}, not of {least}")
    for name in _NEEDED:
        if name not in policy:
            yield realm.finding("passwordPolicy", f"does not ask {name}")


RULE = Rule(
    find=find,
    severity="error",
    why="TCVN 14423 asks at least 14 characters of 4 classes where no second factor is used;"
    " most people have none. A one-time password that may be set again is none.",
    fix="`password` in `realms/_base.yaml` or the province's file.",
    covers=("PasswordPolicyMissing",),
)

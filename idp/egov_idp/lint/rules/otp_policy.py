"""A one-time code is used once, and for half a minute."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """By time, six digits or more, one step of grace, never twice."""
    if realm.says("otpPolicyType") != "totp":
        yield realm.finding("otpPolicyType", said(realm.says("otpPolicyType")))
    if realm.says("otpPolicyCodeReusable") is not False:
        yield realm.finding("otpPolicyCodeReusable", said(realm.says("otpPolicyCodeReusable")))
    if realm.number("otpPolicyDigits") < 6:
        yield realm.finding("otpPolicyDigits", said(realm.says("otpPolicyDigits")))
    if realm.number("otpPolicyPeriod") > 30:
        yield realm.finding("otpPolicyPeriod", said(realm.says("otpPolicyPeriod")))
    if realm.number("otpPolicyLookAheadWindow") > 1:
        window = said(realm.says("otpPolicyLookAheadWindow"))
        yield realm.finding("otpPolicyLookAheadWindow", window)


RULE = Rule(
    find=find,
    severity="error",
    why="A code that somebody looked over a shoulder must be worth nothing: RFC 6238 refuses a"
    " code that was used, and every further step of grace doubles what a guess may hit.",
    fix="`otpPolicyType: totp`, 6 digits, 30 seconds, look ahead 1, not reusable.",
)

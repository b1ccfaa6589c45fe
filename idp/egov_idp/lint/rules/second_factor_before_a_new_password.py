"""A forgotten password is no way round the second factor."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Json, Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.signing_in import refuses, steps

_NEW = "reset-password"


def find(realm: Realm) -> Iterator[Finding]:
    """The code is asked for before the new password is set."""
    bound = realm.says("resetCredentialsFlow")
    if realm.says("resetPasswordAllowed") is False or refuses(realm, bound):
        return
    listed = steps(realm, bound)
    names = [each.get("authenticator") for each in listed]
    before = listed[: names.index(_NEW)] if _NEW in names else []
    if not any(_asks(realm, each) for each in before):
        yield realm.finding("resetCredentialsFlow", "asks for no code before the new password")


def _asks(realm: Realm, step: Json) -> bool:
    below = [each.get("authenticator") for each in steps(realm, step.get("flowAlias"))]
    return below == ["conditional-user-configured", "auth-otp-form"]


RULE = Rule(
    find=find,
    severity="error",
    why="Whoever reads somebody's mail would otherwise get in with one factor where two are asked.",
    fix="Bind the flow that `egov_idp/realms/flows.py` declares: `./egov realm apply`.",
)

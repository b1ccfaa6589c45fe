"""Whoever administers signs in with a second factor."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Json, Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.signing_in import steps
from egov_idp.realms.flows import second_factor_rights

_CONDITION, _FACTOR = "egov-second-factor", "auth-otp-form"


def find(realm: Realm) -> Iterator[Finding]:
    """A conditional step of the bound flow that asks holders of those rights for a code."""
    asked = {right for step in _second_factors(realm) for right in _rights(realm, step)}
    for right in second_factor_rights(realm.modules):
        if right not in asked:
            yield realm.finding("browserFlow", f"asks holders of {right} for no second factor")


def _second_factors(realm: Realm) -> Iterator[Json]:
    """The condition of each sub-flow that stands at the top and ends in a code."""
    for step in steps(realm, realm.says("browserFlow")):
        below = steps(realm, step.get("flowAlias"))
        required = [each.get("authenticator") for each in below if _required(each)]
        if step["requirement"] == "CONDITIONAL" and required == [_CONDITION, _FACTOR]:
            yield below[0]


def _required(step: Json) -> bool:
    return bool(step["requirement"] == "REQUIRED")


def _rights(realm: Realm, step: Json) -> list[str]:
    for each in realm.says("authenticatorConfig") or []:
        if each["alias"] == step.get("authenticatorConfig"):
            return str(each["config"].get("egov.rights") or "").split("##")
    return []


RULE = Rule(
    find=find,
    severity="error",
    why="TCVN 14423 asks a second factor of every administrator's account from level 1 on. A"
    " stolen password of one would be all accounts of a province.",
    fix="Name the role under `second_factor` in its `module.toml`, and `./egov realm apply`.",
)

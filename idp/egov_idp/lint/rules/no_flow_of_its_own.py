"""No client overrides the realm's flows."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule


def find(realm: Realm) -> Iterator[Finding]:
    """An override, also in a client that is switched off."""
    for client in realm.clients:
        for kind in client.says("authenticationFlowBindingOverrides") or {}:
            yield client.finding("authenticationFlowBindingOverrides", f"has a flow for {kind}")


RULE = Rule(
    find=find,
    severity="error",
    why="The gate stands in the realm's flows. The enforcer beats an override; nothing should"
    " rest on that alone.",
    fix="Take the override out of the client.",
)

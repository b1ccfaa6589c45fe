"""No client signs people in by another flow than the gated one."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.signing_in import enforced
from egov_idp.lint.values import said

_FIELD = "clientPolicies"


def find(realm: Realm) -> Iterator[Finding]:
    """A policy for every client, that enforces the bound flow."""
    executors, bound = enforced(realm), realm.says("browserFlow")
    if "auth-flow-enforcer" not in executors:
        yield realm.finding(_FIELD, "enforce no flow for every client")
    elif (alias := executors["auth-flow-enforcer"].get("auth-flow-alias")) != bound:
        yield realm.finding(_FIELD, f"enforce a flow that {said(alias)}, not the bound one")
    if "egov-one-flow" not in executors:
        yield realm.finding(_FIELD, "let a client be given a flow of its own")


RULE = Rule(
    find=find,
    severity="error",
    why="A client may override the flow; tokens came out past the gate. The enforcer beats the"
    " override, also of clients that were made by hand.",
    fix="Let the policy of `egov_idp/realms/flows.py` stand: `./egov realm apply`.",
)

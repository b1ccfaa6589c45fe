"""What must hold in a client made by hand is enforced, not hoped for."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.signing_in import enforced

_NEEDED = ("egov-addressee", "pkce-enforcer", "reject-implicit-grant", "reject-ropc-grant")


def find(realm: Realm) -> Iterator[Finding]:
    """Each executor that a policy for every client lacks."""
    executors = enforced(realm)
    for name in _NEEDED:
        if name not in executors:
            yield realm.finding("clientPolicies", f"do not enforce {name} for every client")


RULE = Rule(
    find=find,
    severity="error",
    why="Rules look at clients now and then; the policy refuses at the moment somebody saves"
    " or uses one. `egov-addressee` keeps token exchange to who may be called.",
    fix="Let the policy of `egov_idp/realms/flows.py` stand: `./egov realm apply`.",
)

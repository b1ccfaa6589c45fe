"""Whatever flow a realm starts a session with goes through the gate, or lets nobody in."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.signing_in import GATE, is_gated, refuses
from egov_idp.lint.values import said

_GATED = ("browserFlow", "resetCredentialsFlow")
_GATED_OR_SHUT = (
    "directGrantFlow",
    "registrationFlow",
    "dockerAuthenticationFlow",
    "firstBrokerLoginFlow",
)


def find(realm: Realm) -> Iterator[Finding]:
    """The flow that each way in is bound to."""
    for field in (*_GATED, *_GATED_OR_SHUT):
        alias = realm.says(field)
        if not is_gated(realm, alias) and not refuses(realm, alias):
            yield realm.finding(field, f"{said(alias)}, whose last step is not {GATE}, REQUIRED")


RULE = Rule(
    find=find,
    severity="error",
    why="Keycloak has no access rule for each client. Without the gate tokens came out of"
    " direct grant, reset credentials, registration and broker login for whoever has an"
    " account.",
    fix="Bind the flows that `egov_idp/realms/flows.py` declares: `./egov realm apply`.",
)

"""Whoever comes from an identity provider goes through the gate as well."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.signing_in import GATE, is_gated
from egov_idp.lint.values import said

_FIELD = "postBrokerLoginFlowAlias"


def find(realm: Realm) -> Iterator[Finding]:
    """The flow that follows every sign-in there, the first one too."""
    for broker in realm.brokers:
        alias = broker.says(_FIELD)
        if not is_gated(realm, alias):
            yield broker.finding(_FIELD, f"{said(alias)}, whose last step is not {GATE}, REQUIRED")


RULE = Rule(
    find=find,
    severity="error",
    why="A sign-in by an identity provider ends outside the browser flow: without this flow"
    " tokens came out past the gate, at the first sign-in and at later ones.",
    fix="`postBrokerLoginFlowAlias` names a flow that ends in `egov-gate`, REQUIRED.",
)

"""No token travels in an address."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """Stated and off, also in a client that is switched off."""
    for client in realm.clients:
        stated = client.says("implicitFlowEnabled")
        if client.open_id and stated is not False:
            yield client.finding("implicitFlowEnabled", said(stated))


RULE = Rule(
    find=find,
    severity="error",
    why="An address is kept in histories and logs, and nothing binds the token in it to the"
    " client that asked (RFC 9700, 2.1.2).",
    fix="`implicitFlowEnabled: false`.",
    covers=("ClientShouldDisableImplicitGrantFlow",),
)

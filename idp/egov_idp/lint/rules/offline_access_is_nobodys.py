"""No client asks for tokens that outlive the session."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.realms.clients import OFFLINE

_OF_A_CLIENT = ("defaultClientScopes", "optionalClientScopes")
_OF_NEW_CLIENTS = ("defaultDefaultClientScopes", "defaultOptionalClientScopes")


def find(realm: Realm) -> Iterator[Finding]:
    """The scope among those of a client, or of clients to come."""
    for field in _OF_NEW_CLIENTS:
        if OFFLINE in (realm.says(field) or ()):
            yield realm.finding(field, f"holds {OFFLINE}")
    for client in realm.usable_clients:
        for field in _OF_A_CLIENT:
            if OFFLINE in (client.says(field) or ()):
                yield client.finding(field, f"holds {OFFLINE}")


RULE = Rule(
    find=find,
    severity="error",
    why="An offline token goes on after sign-out and after the session's end; no module of the"
    " platform works while its person is away.",
    fix=f"Take `{OFFLINE}` out of the client's scopes.",
    covers=(
        "ClientWithDefaultOfflineAccessScope",
        "ClientWithOptionalOfflineAccessScope",
        "ClientWithSensitiveScope",
    ),
)

"""There is one way to a token for people; device, CIBA and foreign assertions are none."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said

_OFF = (
    "oauth2.device.authorization.grant.enabled",
    "oidc.ciba.grant.enabled",
    "oauth2.jwt.authorization.grant.enabled",
    "client_credentials.use_refresh_token",
)


def find(realm: Realm) -> Iterator[Finding]:
    """Stated and off in every client that can get a token."""
    for client in realm.usable_clients:
        for name in _OFF:
            if client.open_id and client.attribute(name) != "false":
                yield client.about(name, said(client.attribute(name)))


RULE = Rule(
    find=find,
    severity="error",
    why="CIBA and assertions pass the gate by; a device code is what people are talked into"
    " typing.",
    fix="Set the attribute to `false`.",
)

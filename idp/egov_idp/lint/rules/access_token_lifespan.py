"""Access tokens live five minutes, in every client."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import counted, said
from egov_idp.realms import limits

_FIELDS = ("accessTokenLifespan", "accessTokenLifespanForImplicitFlow")
_OVERRIDE = "access.token.lifespan"


def find(realm: Realm) -> Iterator[Finding]:
    """The realm's number, and what a client says instead."""
    yield from realm.beyond(dict.fromkeys(_FIELDS, limits.ACCESS_TOKEN_SECONDS))
    for client in realm.usable_clients:
        own = client.attribute(_OVERRIDE)
        if own and not 0 < counted(own) <= limits.ACCESS_TOKEN_SECONDS:
            yield client.about(_OVERRIDE, said(own))


RULE = Rule(
    find=find,
    severity="error",
    why="A grant that is withdrawn, or a person that is locked, goes on in a token that was"
    " given before. Five minutes is what the platform promises; 0 means for ever.",
    fix="`sessions.access_token_minutes` at most 5; no `access.token.lifespan` in a client.",
    covers=("AccessTokenLifespanTooLong", "ClientAccessTokenLifespanTooLong"),
)

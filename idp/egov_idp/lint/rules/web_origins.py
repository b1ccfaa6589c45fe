"""Scripts of other origins read nothing from Keycloak."""

from collections.abc import Iterator

from egov_idp.lint.addresses import split
from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule


def find(realm: Realm) -> Iterator[Finding]:
    """An origin that is none, or stands for many."""
    for client in realm.clients:
        for origin in client.says("webOrigins") or []:
            if not _is_one(origin):
                yield client.finding("webOrigins", f"hold {origin or 'an empty one'}")


def _is_one(origin: str) -> bool:
    parts = split(origin)
    alone = not (parts.path or parts.query or parts.fragment or "*" in origin)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and alone


RULE = Rule(
    find=find,
    severity="error",
    why="`*` lets a script of any page ask Keycloak in the person's name; what is no origin is"
    " silently ignored. Our modules need none: they ask from their servers.",
    fix="Take it out, or write the one origin as `https://host`.",
    covers=("ClientWebOriginsMustBeValid", "ClientWebOriginsMustNotUseWildcard"),
)

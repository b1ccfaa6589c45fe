"""Where a browser goes back to is a whole web address, and there is one."""

from collections.abc import Iterator

from egov_idp.lint.addresses import split
from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule


def find(realm: Realm) -> Iterator[Finding]:
    """Addresses without scheme or host, of another scheme, with a fragment; and none at all."""
    for client in realm.usable_clients:
        for field, address in client.addresses:
            parts = split(address)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
                yield client.finding(field, f"holds {address}")
    for client in realm.sign_in_clients:
        if not client.says("redirectUris"):
            yield client.finding("redirectUris", "are none")


RULE = Rule(
    find=find,
    severity="error",
    why="A relative address is completed by what the request says; another scheme is opened by"
    " whatever program registered it. Without any, every sign-in ends in an error.",
    fix="Write out scheme, host and path.",
    covers=(
        "ClientHasNoRedirectUris",
        "ClientHasUndefinedBaseDomainAndSchema",
        "ClientHasUndefinedBaseDomainAndSchemaInPostLogoutRedirectUri",
        "ClientUsesCustomRedirectUriScheme",
    ),
)

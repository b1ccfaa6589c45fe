"""What an identity provider says of a person is taken at every sign-in, not once."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said


def find(realm: Realm) -> Iterator[Finding]:
    """The provider's mode, and that of each mapper."""
    for broker in realm.brokers:
        yield from broker.unlike({"syncMode": "FORCE"})
    for mapper in realm.says("identityProviderMappers") or []:
        mode = (mapper.get("config") or {}).get("syncMode")
        if mode not in ("FORCE", "INHERIT"):
            name = f"mapper {mapper['name']} of {mapper['identityProviderAlias']}"
            yield Finding(object=name, field="config.syncMode", text=said(mode))


RULE = Rule(
    find=find,
    severity="error",
    why="By default it is taken at the first sign-in alone: what was withdrawn there stays here.",
    fix="`syncMode: FORCE`.",
    covers=("IdentityProviderWithOneTimeSync", "IdentityProviderWithMappersWithoutForceSyncMode"),
)

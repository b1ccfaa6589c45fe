"""The keys that a realm signs with are long enough."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import counted

_PROVIDERS = "org.keycloak.keys.KeyProvider"
_LEAST = 2048


def find(realm: Realm) -> Iterator[Finding]:
    """The stated size of RSA keys; told by a realm that runs, which made its own."""
    for provider in (realm.says("components") or {}).get(_PROVIDERS, []):
        for size in (provider.get("config") or {}).get("keySize", []):
            if counted(size) < _LEAST:
                name = f"keys {provider.get('name')}"
                yield Finding(object=name, field="config.keySize", text=f"is {size}")


RULE = Rule(
    find=find,
    severity="error",
    why="Whoever works out the key of a realm writes tokens for everybody in it.",
    fix="Make a provider with 2048 bits or more, with a higher priority, and take this one"
    " away once its last tokens are over.",
)

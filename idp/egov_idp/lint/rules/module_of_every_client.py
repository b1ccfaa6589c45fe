"""The gate knows of every client which module it belongs to."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Client, Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said

_MODULE = "egov.module"


def find(realm: Realm) -> Iterator[Finding]:
    """Stated for every client that can get a token, and what its module says."""
    for client in realm.usable_clients:
        if (stated := client.attribute(_MODULE)) not in _right(realm, client):
            yield client.about(_MODULE, f"{said(stated)}; {_wanted(realm, client)}")


def _right(realm: Realm, client: Client) -> set[str]:
    own = {module.gate for module in realm.modules if module.name == client.name}
    return own or {module.gate for module in realm.modules} - {"open"}


def _wanted(realm: Realm, client: Client) -> str:
    return " or ".join(sorted(_right(realm, client)))


RULE = Rule(
    find=find,
    severity="error",
    why="The gate lets a person through who was given this module. It refuses a client that"
    " names none; `open` lets in every active person, and is for the portal and the people"
    " service alone.",
    fix="A module's client gets the attribute from its `module.toml`. A client that was made"
    " by hand belongs to a module: name it in `egov.module`.",
)

"""Only who may call a module may ask for its audience, and only by name."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Client, Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said

_PREFIX = "call:"
_EXCHANGE = "standard.token.exchange.enabled"


def find(realm: Realm) -> Iterator[Finding]:
    """Whom each scope addresses tokens to, and which clients may ask for it."""
    yield from _addressed(realm)
    for client in realm.usable_clients:
        calls = _calls(realm, client)
        for field in ("defaultClientScopes", "optionalClientScopes"):
            for name in client.says(field) or ():
                if name.startswith(_PREFIX) and (field[0] == "d" or name not in calls):
                    yield client.finding(field, f"holds {name}")
        if not calls and client.attribute(_EXCHANGE) == "true":
            yield client.about(_EXCHANGE, said(client.attribute(_EXCHANGE)))


def _addressed(realm: Realm) -> Iterator[Finding]:
    for scope in realm.scopes:
        named = {scope.name.removeprefix(_PREFIX)} if scope.name.startswith(_PREFIX) else set()
        found = {mapper.audience for mapper in scope.mappers if mapper.audience}
        if found != named:
            text = f"address tokens to {', '.join(sorted(found)) or 'nobody'}"
            yield scope.finding("protocolMappers", text)


def _calls(realm: Realm, client: Client) -> set[str]:
    return {f"{_PREFIX}{c}" for m in realm.modules if m.name == client.name for c in m.calls}


RULE = Rule(
    find=find,
    severity="error",
    why="Token exchange runs no sign-in flow, so it passes the gate by: it may work only"
    " towards a module that the caller's `module.toml` names.",
    fix="Name the callee under `calls` in the caller's `module.toml`, or take the scope away.",
)

"""A token is addressed to the module it was asked for by, and to nobody else by default."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule


def find(realm: Realm) -> Iterator[Finding]:
    """What the client's own mappers and those of its default scopes address a token to."""
    scopes = {scope.name: scope for scope in realm.scopes}
    for client in realm.usable_clients:
        default = [scopes[name] for name in client.scopes if name in scopes]
        mappers = [m for holder in (client, *default) for m in holder.mappers]
        addressed = {mapper.audience for mapper in mappers if mapper.audience}
        if client.open_id and client.signs_people_in and client.name not in addressed:
            yield client.finding("protocolMappers", f"do not address tokens to {client.name}")
        for other in sorted(addressed - {client.name}):
            yield client.finding("protocolMappers", f"address every token to {other}")


RULE = Rule(
    find=find,
    severity="error",
    why="A module takes a token addressed to it. One that is addressed to two is a way from"
    " one module into the other for whoever has it.",
    fix="One `oidc-audience-mapper` for the client itself; another module's audience sits in"
    " the optional scope `call:<module>`, asked for by token exchange.",
    covers=("ProtocolMapperWithConfig", "ProtocolMapperWithConfigOnClientScope"),
)

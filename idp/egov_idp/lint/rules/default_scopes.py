"""A client has by default what every token needs, and no more."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.realms.clients import DEFAULT_SCOPES


def find(realm: Realm) -> Iterator[Finding]:
    """The scopes of clients to come, of those there are, and the subject in the basic one."""
    new = set(realm.says("defaultDefaultClientScopes") or ())
    if new != set(DEFAULT_SCOPES):
        yield realm.finding("defaultDefaultClientScopes", f"are {', '.join(sorted(new)) or 'none'}")
    for client in realm.sign_in_clients:
        for name in sorted(set(DEFAULT_SCOPES) - set(client.scopes)):
            if client.open_id:
                yield client.finding("defaultClientScopes", f"lack {name}")
    basic = [m.type for scope in realm.scopes if scope.name == "basic" for m in scope.mappers]
    if "oidc-sub-mapper" not in basic:
        yield Finding(object="client scope basic", field="protocolMappers", text="put no sub in")


RULE = Rule(
    find=find,
    severity="error",
    why="A realm document that lists client scopes gets those alone: forget `basic` and tokens"
    " have no `sub`. Without `egov-person` they name nobody.",
    fix="`./egov realm apply` brings scopes back to what is declared.",
)

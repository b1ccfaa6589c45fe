"""The clients that Keycloak brings along are there, and switched off."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule
from egov_idp.lint.values import said
from egov_idp.realms.clients import STOCK_CLIENTS


def find(realm: Realm) -> Iterator[Finding]:
    """Each by its name; one that is missing comes back switched on."""
    clients = {client.name: client for client in realm.clients}
    for name in STOCK_CLIENTS:
        if name not in clients:
            yield Finding(object=f"client {name}", field="clientId", text="is not there")
        elif clients[name].says("enabled") is not False:
            yield clients[name].finding("enabled", said(clients[name].says("enabled")))


RULE = Rule(
    find=find,
    severity="error",
    why="They are ways in that no module asked for: `admin-cli` takes passwords without a"
    " page, the consoles change a person or a realm past us.",
    fix="`./egov realm apply` brings them back to what is declared.",
)

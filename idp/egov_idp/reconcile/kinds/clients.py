"""Clients."""

from egov_idp.reconcile.kind import Kind, Objects, find_client, without
from egov_idp.reconcile.kinds.scopes import give_scopes
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json, Path

_SCOPES = {
    "defaultClientScopes": "default-client-scopes",
    "optionalClientScopes": "optional-client-scopes",
}
STOCK = frozenset(
    {
        "_system",
        "account",
        "account-console",
        "admin-cli",
        "broker",
        "realm-management",
        "security-admin-console",
    }
)
"""The clients that every realm has."""
_ATTRIBUTES = "attributes"
_FLOWS = "authenticationFlowBindingOverrides"


class Client(Kind):
    """A client without its mappers."""

    name = "client"
    parts = frozenset({"clients"})
    secrets = frozenset({"secret"})

    def objects(self, realm: Json) -> Objects:
        """By client id."""
        clients = realm.get("clients", [])
        return {(client["clientId"],): without(client, "protocolMappers") for client in clients}

    def is_stock(self, name: Path, found: Json) -> bool:
        """What every realm has."""
        return name[0] in STOCK

    def find(self, realm: RealmReader, name: Path) -> Json | None:
        """Asked by client id."""
        return find_client(realm, name[0])

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """With its scopes, in one request."""
        realm.post("clients", wanted)

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """First what it is, then scope after scope."""
        path = f"clients/{found['id']}"
        # Keycloak keeps what is not mentioned in these; an empty text takes it away.
        whole = {
            key: {**dict.fromkeys(found.get(key, {}), ""), **wanted.get(key, {})}
            for key in (_FLOWS, _ATTRIBUTES)
        }
        realm.put(path, wanted | whole)
        for key, below in _SCOPES.items():
            give_scopes(realm, f"{path}/{below}", found.get(key, []), wanted.get(key, []))

    def remove(self, realm: RealmAdmin, name: Path) -> None:
        """With its mappers and roles, in one request."""
        if found := self.find(realm, name):
            realm.delete(f"clients/{found['id']}")

    def in_use(self, realm: RealmReader, name: Path) -> bool:
        """Whether somebody has a session with it."""
        found = self.find(realm, name)
        return bool(found and realm.get(f"clients/{found['id']}/session-count")["count"])

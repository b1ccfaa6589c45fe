"""Client scopes, and which of them every new client gets."""

from egov_idp.reconcile.kind import Kind, Objects, named, without
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json, Path, Value


class ClientScope(Kind):
    """A client scope without its mappers."""

    name = "client scope"
    parts = frozenset({"clientScopes"})

    def objects(self, realm: Json) -> Objects:
        """By name."""
        scopes = realm.get("clientScopes", [])
        return {(scope["name"],): without(scope, "protocolMappers") for scope in scopes}

    def find(self, realm: RealmReader, name: Path) -> Json | None:
        """Keycloak is asked for all: it knows them by number."""
        return named(name[0], realm.get("client-scopes"))

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """In one request."""
        realm.post("client-scopes", wanted)

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """Its mappers are sent back as they were found."""
        realm.put(f"client-scopes/{found['id']}", wanted)

    def remove(self, realm: RealmAdmin, name: Path) -> None:
        """With its mappers, in one request."""
        if found := self.find(realm, name):
            realm.delete(f"client-scopes/{found['id']}")


class DefaultScopes(Kind):
    """The scopes that a client made by hand begins with."""

    name = "default client scopes"
    removable, always_there = False, True
    parts = frozenset({"defaultDefaultClientScopes", "defaultOptionalClientScopes"})

    def objects(self, realm: Json) -> Objects:
        """Both lists."""
        keys = {"default": "defaultDefaultClientScopes", "optional": "defaultOptionalClientScopes"}
        return {(name,): {"scopes": realm[key]} for name, key in keys.items() if key in realm}

    def find(self, realm: RealmReader, name: Path) -> Json:
        """The names in that list."""
        listed = realm.get(f"default-{name[0]}-client-scopes")
        return {"scopes": [scope["name"] for scope in listed]}

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """Never asked: both lists are always there."""

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """One request for each scope that is to come or to go."""
        give_scopes(realm, f"default-{name[0]}-client-scopes", found["scopes"], wanted["scopes"])

    def trace(self, name: Path, realm: Json) -> str:
        """Each scope below the list."""
        return f"default-{name[0]}-client-scopes/"


def give_scopes(realm: RealmAdmin, path: str, found: Value, wanted: Value) -> None:
    """Make the list of scopes at ``path`` the wanted one."""
    if set(found) == set(wanted):
        return
    numbers = {scope["name"]: scope["id"] for scope in realm.get("client-scopes")}
    for name in sorted(set(found) - set(wanted)):
        realm.delete(f"{path}/{numbers[name]}")
    for name in sorted(set(wanted) - set(found)):
        realm.put(f"{path}/{numbers[name]}")

"""What puts claims into tokens: the mappers of client scopes and of clients."""

from egov_idp.reconcile.kind import Kind, Objects, get_client, get_scope, named
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json, Path


class Mapper(Kind):
    """A protocol mapper, by its holder's name and its own."""

    def objects(self, realm: Json) -> Objects:
        """Of all holders."""
        return {
            (holder, mapper["name"]): mapper
            for holder, each in self.holders(realm).items()
            for mapper in each.get("protocolMappers", [])
        }

    def is_part(self, name: Path, document: Json) -> bool:
        """A mapper says who a token is for and what it tells: where they are stated, no other."""
        return "protocolMappers" in self.holders(document).get(name[0], {})

    def holders(self, realm: Json) -> dict[str, Json]:
        """What has mappers, by name."""
        raise NotImplementedError

    def models(self, realm: RealmReader, name: str) -> str:
        """Where the mappers of that holder lie."""
        raise NotImplementedError

    def find(self, realm: RealmReader, name: Path) -> Json | None:
        """Among those of its holder, which was made before."""
        return named(name[1], realm.get(self.models(realm, name[0])))

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """In one request."""
        realm.post(self.models(realm, name[0]), wanted)

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """In one request."""
        realm.put(f"{self.models(realm, name[0])}/{found['id']}", wanted)

    def remove(self, realm: RealmAdmin, name: Path) -> None:
        """In one request."""
        if found := self.find(realm, name):
            realm.delete(f"{self.models(realm, name[0])}/{found['id']}")


class ScopeMapper(Mapper):
    """A mapper of a client scope."""

    name = "client scope mapper"
    part_of = "client scope"
    parts = frozenset({"clientScopes"})

    def models(self, realm: RealmReader, name: str) -> str:
        """Below the scope."""
        return f"client-scopes/{get_scope(realm, name)['id']}/protocol-mappers/models"

    def holders(self, realm: Json) -> dict[str, Json]:
        """All scopes."""
        return {scope["name"]: scope for scope in realm.get("clientScopes", [])}


class ClientMapper(Mapper):
    """A mapper of a client."""

    name = "client mapper"
    part_of = "client"
    parts = frozenset({"clients"})

    def is_stock(self, name: Path, found: Json) -> bool:
        """What every realm's console has."""
        return name == ("security-admin-console", "locale")

    def models(self, realm: RealmReader, name: str) -> str:
        """Below the client."""
        return f"clients/{get_client(realm, name)['id']}/protocol-mappers/models"

    def holders(self, realm: Json) -> dict[str, Json]:
        """All clients."""
        return {client["clientId"]: client for client in realm.get("clients", [])}

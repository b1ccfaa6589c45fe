"""Roles: those of the realm, and those of one client."""

from urllib.parse import quote

from egov_idp.reconcile.kind import Kind, Objects, get_client, without
from egov_idp.reconcile.kinds.clients import STOCK
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json, Path

LEASE = "egov.lease"
"""The role that says who writes to the realm now (see `egov_idp.reconcile.lease`)."""


class Role(Kind):
    """A role of the realm, without the roles it is made of."""

    name = "role"
    parts = frozenset({"roles"})

    def objects(self, realm: Json) -> Objects:
        """By name."""
        roles = realm.get("roles", {}).get("realm", [])
        return {(r["name"],): without(r, "composites") for r in roles if r["name"] != LEASE}

    def is_stock(self, name: Path, found: Json) -> bool:
        """What every realm has."""
        return name[0] == "uma_authorization" or is_everybodys(name[0])

    def path(self, realm: RealmReader, name: Path) -> str:
        """The list it stands in."""
        return "roles"

    def find(self, realm: RealmReader, name: Path) -> Json | None:
        """Asked by name."""
        found: Json | None = realm.find(f"{self.path(realm, name)}/{quote(name[-1], safe='')}")
        return found

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """In one request."""
        realm.post(self.path(realm, name), wanted)

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """In one request."""
        realm.put(f"{self.path(realm, name)}/{quote(name[-1], safe='')}", wanted)

    def remove(self, realm: RealmAdmin, name: Path) -> None:
        """From everybody who holds it."""
        if found := self.find(realm, name):
            realm.delete_if_there(f"roles-by-id/{found['id']}")

    def trace(self, name: Path, realm: Json) -> str:
        """Keycloak knows it by name."""
        return f"roles/{name[-1]}"


class ClientRole(Role):
    """A role of a client."""

    name = "client role"
    part_of = "client"

    def objects(self, realm: Json) -> Objects:
        """By client id and name."""
        of_clients = realm.get("roles", {}).get("client", {})
        return {
            (client, role["name"]): without(role, "composites")
            for client, roles in of_clients.items()
            for role in roles
        }

    def is_stock(self, name: Path, found: Json) -> bool:
        """What Keycloak's own clients have."""
        return name[0] in STOCK

    def path(self, realm: RealmReader, name: Path) -> str:
        """Below its client, which was made before."""
        return f"clients/{get_client(realm, name[0])['id']}/roles"


def is_everybodys(role: str) -> bool:
    """Whether it is the one that everybody has in every realm."""
    return role.startswith("default-roles-")

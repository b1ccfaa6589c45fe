"""Who holds which role: client scopes, clients, service accounts, groups, and roles themselves.

In a list of roles, ``role`` is one of the realm and ``client/role`` one of a client.
"""

from urllib.parse import quote

from egov_idp.reconcile.errors import PartUnknown
from egov_idp.reconcile.kind import Kind, Objects, get_client, get_scope
from egov_idp.reconcile.kinds.groups import get_group, groups
from egov_idp.reconcile.kinds.roles import ClientRole, Role, is_everybodys
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json, Path


class _Holder(Kind):
    """What holds roles: the list is changed role by role."""

    removable, always_there = False, True

    def is_stock(self, name: Path, found: Json) -> bool:
        """It goes with a client or a scope, which is told of."""
        return True

    def path(self, realm: RealmReader, name: Path) -> str:
        """Where its roles lie."""
        raise NotImplementedError

    def find(self, realm: RealmReader, name: Path) -> Json:
        """The roles it holds; none is no less a list."""
        held = realm.get(self.path(realm, name))
        own = [role["name"] for role in held.get("realmMappings", [])]
        return {"roles": _roles(own, _of_clients(held))}

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """Never asked: there is always a list, perhaps an empty one."""

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """Take what was not declared, give what is missing."""
        path = self.path(realm, name)
        for role in sorted(set(found["roles"]) - set(wanted["roles"])):
            below, body = _role(realm, role)
            realm.delete(self.below(path, below), body)
        for role in sorted(set(wanted["roles"]) - set(found["roles"])):
            below, body = _role(realm, role)
            realm.post(self.below(path, below), body)

    def below(self, path: str, of: str) -> str:
        """Where roles of the realm, or of that client, are given and taken."""
        return f"{path}/{of}"


class ScopeMapping(_Holder):
    """The roles that a client or a client scope lets into a token."""

    name = "scope mapping"
    parts = frozenset({"scopeMappings", "clientScopeMappings"})

    def objects(self, realm: Json) -> Objects:
        """Of all clients and scopes, most of them empty."""
        found: Objects = {
            (kind, each[key]): {"roles": []}
            for kind, part, key in (
                ("client", "clients", "clientId"),
                ("clientScope", "clientScopes", "name"),
            )
            for each in realm.get(part, [])
        }
        of_realm = [("", each) for each in realm.get("scopeMappings") or []]
        of_clients = (realm.get("clientScopeMappings") or {}).items()
        for client, mapping in [*of_realm, *((c, m) for c, listed in of_clients for m in listed)]:
            kind = "client" if "client" in mapping else "clientScope"
            roles = [f"{client}/{role}" if client else role for role in mapping["roles"]]
            found[kind, mapping[kind]]["roles"] += roles
        return found

    def path(self, realm: RealmReader, name: Path) -> str:
        """Where its roles lie."""
        kind, of = name
        holder = get_client(realm, of) if kind == "client" else get_scope(realm, of)
        return f"{'clients' if kind == 'client' else 'client-scopes'}/{holder['id']}/scope-mappings"


class ServiceAccount(_Holder):
    """The roles of a client that acts on its own."""

    name = "service account"
    parts = frozenset({"users"})

    def objects(self, realm: Json) -> Objects:
        """By client id."""
        return {
            (user["serviceAccountClientId"],): {
                "roles": _roles(user.get("realmRoles", []), user.get("clientRoles", {}))
            }
            for user in realm.get("users") or []
            if user.get("serviceAccountClientId") or _person(user)
        }

    def path(self, realm: RealmReader, name: Path) -> str:
        """Its client was made before, and it with it."""
        client = get_client(realm, name[0])
        user = realm.get(f"clients/{client['id']}/service-account-user")
        return f"users/{user['id']}/role-mappings"


class GroupRoles(_Holder):
    """The roles that everybody in a group has; compared where they are declared."""

    name = "group roles"
    parts = frozenset({"groups"})

    def objects(self, realm: Json) -> Objects:
        """By the names of the group and those it lies in."""
        return {
            name: {"roles": _roles(group.get("realmRoles", []), group.get("clientRoles", {}))}
            for name, group in groups(realm)
            if "realmRoles" in group or "clientRoles" in group
        }

    def path(self, realm: RealmReader, name: Path) -> str:
        """Its group was made before."""
        return f"groups/{get_group(realm, name)['id']}/role-mappings"


class Composite(_Holder):
    """The roles that a role is made of; compared where they are declared."""

    name = "composite role"
    parts = frozenset({"roles"})

    def objects(self, realm: Json) -> Objects:
        """By name, or by client id and name."""
        roles = realm.get("roles", {})
        named = {(role["name"],): role for role in roles.get("realm", [])} | {
            (client, role["name"]): role
            for client, listed in roles.get("client", {}).items()
            for role in listed
        }
        return {
            name: {"roles": _roles(made_of.get("realm", []), made_of.get("client", {}))}
            for name, role in named.items()
            if (made_of := role.get("composites")) is not None
        }

    def path(self, realm: RealmReader, name: Path) -> str:
        """The role itself was made before."""
        kind = Role() if len(name) == 1 else ClientRole()
        return f"roles-by-id/{(kind.find(realm, name) or {})['id']}/composites"

    def find(self, realm: RealmReader, name: Path) -> Json:
        """The roles it is made of."""
        listed = realm.get(self.path(realm, name))
        return {"roles": [_full_name(realm, role) for role in listed]}

    def below(self, path: str, of: str) -> str:
        """One list for roles of the realm and of clients."""
        return path


def _person(user: Json) -> bool:
    raise PartUnknown(f"the user {user['username']}; people come from the directory")


def _of_clients(held: Json) -> dict[str, list[str]]:
    return {
        each["client"]: [role["name"] for role in each["mappings"]]
        for each in held.get("clientMappings", {}).values()
    }


def _roles(of_realm: list[str], of_clients: dict[str, list[str]]) -> list[str]:
    own = [role for role in of_realm if not is_everybodys(role)]
    return own + [f"{client}/{role}" for client, roles in of_clients.items() for role in roles]


def _role(realm: RealmReader, role: str) -> tuple[str, list[Json]]:
    """Below which path it is given and taken, and what is sent there."""
    client, slash, name = role.rpartition("/")
    if not slash:
        return "realm", [realm.get(f"roles/{quote(role, safe='')}")]
    number = get_client(realm, client)["id"]
    return f"clients/{number}", [realm.get(f"clients/{number}/roles/{quote(name, safe='')}")]


def _full_name(realm: RealmReader, role: Json) -> str:
    if not role["clientRole"]:
        return str(role["name"])
    return f"{realm.get('clients/' + role['containerId'])['clientId']}/{role['name']}"

"""Components: the directory and its mappers, keys, and whatever else is plugged into a realm."""

from collections.abc import Iterator

from egov_idp.reconcile.errors import PasswordRefused, Refused
from egov_idp.reconcile.kind import Kind, Objects, named, without
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.secrecy import MASK
from egov_idp.reconcile.values import Json, Path

PROFILE = "org.keycloak.userprofile.UserProfileProvider"
_REGISTRATION = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"
_KEYS = "org.keycloak.keys.KeyProvider"
_DIRECTORY = "org.keycloak.storage.UserStorageProvider"
_TO_BIND = (
    "authType",
    "bindCredential",
    "bindDn",
    "connectionTimeout",
    "connectionUrl",
    "startTls",
    "useTruststoreSpi",
)
_GENERATED = ("rsa-generated", "rsa-enc-generated", "hmac-generated-hs512", "aes-generated")


class Component(Kind):
    """A component of the realm without what lies below it; the user profile is its own kind."""

    name = "component"
    parts = frozenset({"components"})
    secrets = frozenset({"bindCredential"})

    def objects(self, realm: Json) -> Objects:
        """By type, name and, where there is one, sub-type."""
        return {(kind, *_named(each)): without(each, "subComponents") for kind, each in _all(realm)}

    def is_stock(self, name: Path, found: Json) -> bool:
        """The keys a realm begins with, and rules for a registration that nobody can use."""
        return name[0] == _REGISTRATION or (name[0] == _KEYS and name[1] in _GENERATED)

    def find(self, realm: RealmReader, name: Path) -> Json | None:
        """Asked by type and name."""
        found = realm.get("components", type=name[0], name=name[1])
        return next((each for each in found if _named(each) == name[1:]), None)

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """Keycloak adds mappers of its own to a directory; those not declared are removed."""
        number = realm.post("components", wanted | {"providerType": name[0]})
        for mapper in realm.get("components", parent=number):
            realm.delete(f"components/{mapper['id']}")

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """In one request, after another password was tried at the directory."""
        _try_password(realm, wanted)
        realm.put(f"components/{found['id']}", wanted)

    def remove(self, realm: RealmAdmin, name: Path) -> None:
        """With what lies below it, in one request."""
        if found := self.find(realm, name):
            realm.delete(f"components/{found['id']}")

    def in_use(self, realm: RealmReader, name: Path) -> bool:
        """A directory is where people come from."""
        return name[0] == _DIRECTORY


class SubComponent(Kind):
    """What lies below a component, such as a mapper of the directory."""

    name = "sub-component"
    part_of = "component"
    parts = frozenset({"components"})

    def objects(self, realm: Json) -> Objects:
        """By the type and name of what it lies below, and its own."""
        return {
            (kind, each["name"], below, mapper["name"]): without(mapper, "subComponents")
            for kind, each in _all(realm)
            for below, mappers in each.get("subComponents", {}).items()
            for mapper in mappers
        }

    def is_part(self, name: Path, document: Json) -> bool:
        """A mapper may write to the directory: none but the declared."""
        return name[:2] in {(kind, each["name"]) for kind, each in _all(document)}

    def find(self, realm: RealmReader, name: Path) -> Json | None:
        """Below its parent, which was made before."""
        return named(name[3], realm.get("components", parent=_parent(realm, name), type=name[2]))

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """In one request."""
        where = {"parentId": _parent(realm, name), "providerType": name[2]}
        realm.post("components", wanted | where)

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """In one request."""
        realm.put(f"components/{found['id']}", wanted)

    def remove(self, realm: RealmAdmin, name: Path) -> None:
        """In one request."""
        if found := self.find(realm, name):
            realm.delete(f"components/{found['id']}")


def _all(realm: Json) -> Iterator[tuple[str, Json]]:
    for kind, listed in realm.get("components", {}).items():
        if kind != PROFILE:
            yield from ((kind, each) for each in listed)


def _try_password(realm: RealmAdmin, directory: Json) -> None:
    """Keycloak cannot be asked for a password, so a new one is tried before people depend on it."""
    config = {name: values[0] for name, values in directory["config"].items() if values}
    if config.get("bindCredential", MASK) == MASK:
        return
    asked = {name: config[name] for name in _TO_BIND if name in config}
    try:
        realm.post("testLDAPConnection", asked | {"action": "testAuthentication"})
    except Refused as error:
        raise PasswordRefused(realm.tenant, config["bindDn"]) from error


def _named(component: Json) -> Path:
    sub_type = component.get("subType")
    return (component["name"], sub_type) if sub_type else (component["name"],)


def _parent(realm: RealmReader, name: Path) -> str:
    (parent,) = realm.get("components", type=name[0], name=name[1])
    return str(parent["id"])

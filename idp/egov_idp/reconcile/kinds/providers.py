"""Identity providers, through which people of elsewhere sign in."""

from urllib.parse import quote

from egov_idp.reconcile.kind import Kind, Objects
from egov_idp.reconcile.kinds.mappers import Mapper
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json, Path


class IdentityProvider(Kind):
    """One of them, without its mappers."""

    name = "identity provider"
    parts = frozenset({"identityProviders"})
    secrets = frozenset({"clientSecret"})

    def objects(self, realm: Json) -> Objects:
        """By alias."""
        return {(each["alias"],): each for each in realm.get("identityProviders") or []}

    def find(self, realm: RealmReader, name: Path) -> Json | None:
        """Asked by alias."""
        found: Json | None = realm.find(_path(name[0]))
        return found

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """In one request."""
        realm.post("identity-provider/instances", wanted)

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """In one request."""
        realm.put(_path(name[0]), wanted)

    def remove(self, realm: RealmAdmin, name: Path) -> None:
        """With its mappers."""
        realm.delete_if_there(_path(name[0]))

    def in_use(self, realm: RealmReader, name: Path) -> bool:
        """It is where people come from."""
        return True

    def trace(self, name: Path, realm: Json) -> str:
        """Keycloak knows it by alias."""
        return f"identity-provider/instances/{name[0]}"


class IdentityProviderMapper(Mapper):
    """What is taken over of what an identity provider tells."""

    name = "identity provider mapper"
    part_of = "identity provider"
    parts = frozenset({"identityProviderMappers"})

    def models(self, realm: RealmReader, name: str) -> str:
        """Below its provider."""
        return f"{_path(name)}/mappers"

    def holders(self, realm: Json) -> dict[str, Json]:
        """All providers, each with its own."""
        mappers = realm.get("identityProviderMappers") or []
        return {
            alias: {"protocolMappers": [m for m in mappers if m["identityProviderAlias"] == alias]}
            for alias in (each["alias"] for each in realm.get("identityProviders") or [])
        }


def _path(alias: str) -> str:
    return f"identity-provider/instances/{quote(alias, safe='')}"

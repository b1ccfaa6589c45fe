"""Groups. Nobody's authority comes from one: that is the directory's to say."""

from collections.abc import Iterator
from urllib.parse import quote

from egov_idp.reconcile.kind import Kind, Objects, without
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json, Path

_BELOW = ("subGroups", "subGroupCount", "realmRoles", "clientRoles")


class Group(Kind):
    """A group, without those in it and without its roles."""

    name = "group"
    part_of = "group"
    parts = frozenset({"groups"})

    def objects(self, realm: Json) -> Objects:
        """By its name and the names of those it lies in."""
        return {name: without(group, *_BELOW) for name, group in groups(realm)}

    def find(self, realm: RealmReader, name: Path) -> Json | None:
        """Asked by its path."""
        found: Json | None = realm.find(_path(name))
        return found

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """In the one it lies in, which was made before."""
        upper = name[:-1]
        where = f"groups/{get_group(realm, upper)['id']}/children" if upper else "groups"
        realm.post(where, wanted)

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """In one request."""
        realm.put(f"groups/{found['id']}", wanted)

    def remove(self, realm: RealmAdmin, name: Path) -> None:
        """With those in it."""
        if found := self.find(realm, name):
            realm.delete(f"groups/{found['id']}")


def groups(realm: Json) -> Iterator[tuple[Path, Json]]:
    """All groups, each after the one it lies in."""

    def below(upper: Path, listed: list[Json]) -> Iterator[tuple[Path, Json]]:
        for group in listed:
            name = (*upper, group["name"])
            yield name, group
            yield from below(name, group.get("subGroups") or [])

    return below((), realm.get("groups") or [])


def get_group(realm: RealmReader, name: Path) -> Json:
    """The group of that name, which is there."""
    return dict(realm.get(_path(name)))


def _path(name: Path) -> str:
    # Keycloak writes a slash that is part of a name as "~/".
    return "group-by-path/" + "/".join(quote(each.replace("/", "~/")) for each in name)

"""What is the same for every kind of object in a realm."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json, Path, patched

Objects = dict[Path, Json]
"""Objects of one kind by name; an object inside another has the other's name before its own."""

Look = Callable[[Json | None], None]
"""Is shown an object right before it is written, and raises an error if it must not be."""


class Kind(ABC):
    """One kind of object: how to find it in a realm's representation, and how to write it.

    A realm document and what Keycloak exports have the same form, so one function reads both.
    """

    name: ClassVar[str]
    parts: ClassVar[frozenset[str]] = frozenset()
    """The keys of the representation it reads."""
    secrets: ClassVar[frozenset[str]] = frozenset()
    """Fields that Keycloak does not show, or only to whoever asks for them."""
    part_of: ClassVar[str] = ""
    """The kind of what it stands in: the object whose name its own begins with."""
    removable: ClassVar[bool] = True
    """Whether one that we made and no longer declare is taken away."""
    always_there: ClassVar[bool] = False
    """Whether it comes with what it stands in, so that there is nothing to make."""

    @abstractmethod
    def objects(self, realm: Json) -> Objects:
        """All objects of this kind in a realm's representation."""

    def is_stock(self, name: Path, found: Json) -> bool:
        """Whether it came with Keycloak, so that nobody needs to be told of it."""
        return False

    def write(
        self, realm: RealmAdmin, name: Path, document: Json, fields: Iterable[Path], look: Look
    ) -> None:
        """Write these fields of the object as the document declares them, and keep the others."""
        self.put(realm, name, self.objects(document)[name], fields, look)

    def put(
        self, realm: RealmAdmin, name: Path, wanted: Json, fields: Iterable[Path], look: Look
    ) -> None:
        """Write these fields as they are wanted, and keep the others."""
        found = self.find(realm, name)
        look(found)
        if found is None:
            self.create(realm, name, wanted)
        elif (new := patched(found, wanted, fields)) != found:
            self.update(realm, name, found, new)

    def is_part(self, name: Path, document: Json) -> bool:
        """Whether it is a part of a declared object, and must go if it was not declared itself."""
        return False

    @abstractmethod
    def find(self, realm: RealmReader, name: Path) -> Json | None:
        """The object as it is now."""

    @abstractmethod
    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """Make one that is not there."""

    @abstractmethod
    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """Replace what was found; ``wanted`` holds all of it that is to stay."""

    def remove(self, realm: RealmAdmin, name: Path) -> None:
        """Take it away; it may be gone."""
        raise NotImplementedError

    def in_use(self, realm: RealmReader, name: Path) -> bool:
        """Whether people would notice at once that it is gone."""
        return False

    def trace(self, name: Path, realm: Json) -> str:
        """What the resource path of an admin event about the object holds; empty: nobody knows."""
        return str(self.objects(realm).get(name, {}).get("id", ""))


def without(what: Mapping[str, Any], *keys: str) -> Json:
    """The object without what other kinds look after."""
    return {key: value for key, value in what.items() if key not in keys}


def named(name: str, objects: list[Json], key: str = "name") -> Json | None:
    """The one of that name."""
    return next((each for each in objects if each[key] == name), None)


def find_client(realm: RealmReader, client_id: str) -> Json | None:
    """The client of that id."""
    return next(iter(realm.get("clients", clientId=client_id)), None)


def get_client(realm: RealmReader, client_id: str) -> Json:
    """The client of that id, which is there."""
    (found,) = realm.get("clients", clientId=client_id)
    return dict(found)


def get_scope(realm: RealmReader, name: str) -> Json:
    """The client scope of that name, which is there."""
    (found,) = (scope for scope in realm.get("client-scopes") if scope["name"] == name)
    return dict(found)

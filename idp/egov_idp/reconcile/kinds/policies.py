"""Required actions, and the policies every client is under."""

from egov_idp.reconcile.kind import Kind, Objects, named
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json, Path


class RequiredAction(Kind):
    """What people may be asked to do after they signed in."""

    name = "required action"
    removable = False  # what can be asked comes with Keycloak and its providers
    parts = frozenset({"requiredActions"})

    def objects(self, realm: Json) -> Objects:
        """By alias."""
        return {(action["alias"],): action for action in realm.get("requiredActions", [])}

    def is_stock(self, name: Path, found: Json) -> bool:
        """One that nobody can meet."""
        return not found["enabled"]

    def trace(self, name: Path, realm: Json) -> str:
        """Keycloak knows it by alias."""
        return f"required-actions/{name[0]}"

    def find(self, realm: RealmReader, name: Path) -> Json | None:
        """Asked by alias."""
        found: Json | None = realm.find(f"authentication/required-actions/{name[0]}")
        return found

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """Keycloak takes its name alone at first."""
        made = {"providerId": wanted["providerId"], "name": wanted["name"]}
        realm.post("authentication/register-required-action", made)
        self.write_over(realm, name, wanted)

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """In one request."""
        self.write_over(realm, name, wanted)

    @staticmethod
    def write_over(realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """Replace one that is there."""
        realm.put(f"authentication/required-actions/{name[0]}", wanted)


class _Listed(Kind):
    """One of a list that is read and written whole."""

    part: str
    inside: str

    def objects(self, realm: Json) -> Objects:
        """By name."""
        listed = realm.get(self.part, {}).get(self.inside, [])
        return {(each["name"],): each for each in listed}

    def find(self, realm: RealmReader, name: Path) -> Json | None:
        """Out of the list."""
        return named(name[0], self._all(realm))

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """At the end of the list."""
        realm.put(self._path, {self.inside: [*self._all(realm), wanted]})

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """In its place."""
        others = self._all(realm)
        listed = [wanted if each["name"] == name[0] else each for each in others]
        realm.put(self._path, {self.inside: listed})

    def remove(self, realm: RealmAdmin, name: Path) -> None:
        """Out of the list."""
        left = [each for each in self._all(realm) if each["name"] != name[0]]
        realm.put(self._path, {self.inside: left})

    @property
    def _path(self) -> str:
        return f"client-policies/{self.inside}"

    def _all(self, realm: RealmReader) -> list[Json]:
        listed: list[Json] = realm.get(self._path).get(self.inside, [])
        return listed


class ClientProfile(_Listed):
    """What is done to requests of clients."""

    name = "client profile"
    parts = frozenset({"clientProfiles"})
    part, inside = "clientProfiles", "profiles"


class ClientPolicy(_Listed):
    """To which clients it is done."""

    name = "client policy"
    parts = frozenset({"clientPolicies"})
    part, inside = "clientPolicies", "policies"

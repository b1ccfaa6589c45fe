"""The user profile: which attributes a person has in Keycloak."""

import json

from egov_idp.reconcile.kind import Kind, Objects, named
from egov_idp.reconcile.kinds.components import PROFILE
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json, Path

_REST = ("rest",)


class ProfileAttribute(Kind):
    """One attribute, or the rest of the profile: groups, and what of undeclared attributes."""

    name = "user profile"
    parts = frozenset({"components"})

    def objects(self, realm: Json) -> Objects:
        """By name; none if the profile is Keycloak's own."""
        listed = realm.get("components", {}).get(PROFILE, [])
        return _parts(
            json.loads(listed[0]["config"]["kc.user.profile.config"][0]) if listed else {}
        )

    def find(self, realm: RealmReader, name: Path) -> Json | None:
        """Out of the whole, which is one resource."""
        return _parts(realm.get("users/profile")).get(name)

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """Put it in at the end."""
        self.update(realm, name, {}, wanted)

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """Put it into the whole, and leave the others as they are."""
        whole = realm.get("users/profile")
        if name == _REST:
            whole |= wanted
        elif there := named(name[1], whole["attributes"]):
            there.update(wanted)
        else:
            whole["attributes"].append(wanted)
        realm.put("users/profile", whole)

    def is_stock(self, name: Path, found: Json) -> bool:
        """There is always a rest."""
        return name == _REST

    def remove(self, realm: RealmAdmin, name: Path) -> None:
        """Out of the whole."""
        whole = realm.get("users/profile")
        whole["attributes"] = [each for each in whole["attributes"] if each["name"] != name[1]]
        realm.put("users/profile", whole)

    def trace(self, name: Path, realm: Json) -> str:
        """One resource for all of them."""
        return "users/profile"


def _parts(profile: Json) -> Objects:
    if not profile:
        return {}
    parts: Objects = {("attribute", each["name"]): each for each in profile["attributes"]}
    rest = ("groups", "unmanagedAttributePolicy")
    return parts | {_REST: {key: profile.get(key) for key in rest}}

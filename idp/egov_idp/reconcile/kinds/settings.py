"""What a realm says of itself, the flows in use among it."""

from egov_idp.reconcile.kind import Kind, Objects, without
from egov_idp.reconcile.ledger import OWN
from egov_idp.reconcile.rest import RealmAdmin, RealmReader
from egov_idp.reconcile.values import Json, Path

OTHERS = frozenset(
    {
        "authenticationFlows",
        "authenticatorConfig",
        "clientPolicies",
        "clientProfiles",
        "clientScopeMappings",
        "clientScopes",
        "clients",
        "components",
        "defaultDefaultClientScopes",
        "defaultOptionalClientScopes",
        "groups",
        "identityProviderMappers",
        "identityProviders",
        "requiredActions",
        "roles",
        "scopeMappings",
        "users",
    }
)
"""The parts of a representation that are no settings."""

_POLICIES = ("webAuthnPolicyPasswordless", "webAuthnPolicy", "otpPolicy")


class Settings(Kind):
    """All settings of a realm, in one request.

    The flows in use are among them, so that what switches something on and the flow it uses come
    at the same moment.
    """

    name = "realm"
    removable, always_there = False, True
    secrets = frozenset({"password"})

    def objects(self, realm: Json) -> Objects:
        """The one."""
        settings = without(realm, *OTHERS)
        return {("settings",): settings | {"attributes": without(settings["attributes"], *OWN)}}

    def find(self, realm: RealmReader, name: Path) -> Json:
        """The realm's own representation."""
        found: Json = realm.get()
        return found

    def create(self, realm: RealmAdmin, name: Path, wanted: Json) -> None:
        """Never asked: a realm is made with all its parts."""

    def update(self, realm: RealmAdmin, name: Path, found: Json, wanted: Json) -> None:
        """In one request, with nothing in it that stays as it is.

        But for policies: what is left out of one that is sent falls back to Keycloak's default.
        """
        changed = {_group(key) for key, value in wanted.items() if found.get(key) != value}
        sent = {key: value for key, value in wanted.items() if _group(key) in changed}
        realm.put("", sent | {"realm": realm.tenant})


def _group(key: str) -> str:
    return next((each for each in _POLICIES if key.startswith(each)), key)

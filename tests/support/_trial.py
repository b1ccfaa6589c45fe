"""A realm of a test's own on the directory of Da Nang, and documents that declare it otherwise."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from egov_idp import realms
from egov_idp.local import mail
from egov_idp.realms import RealmSpec
from egov_idp.realms.clients import key_ref
from egov_idp.realms.modules import of_realm
from egov_idp.reconcile import (
    Applier,
    LiveRealm,
    Outcome,
    Plan,
    RealmAdmin,
    bring_up_to_date,
    make_as_declared,
    plan_of,
    read,
)
from requests import Response

from tests.support._relying_party import RelyingParty
from tests.support.keycloak import RunningKeycloak

Json = dict[str, Any]

TENANT = "danang"
_DIRECTORY = "org.keycloak.storage.UserStorageProvider"
_MAPPERS = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper"
_PROFILE = "org.keycloak.userprofile.UserProfileProvider"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One realm; it is made by the first `bring`."""

    keycloak: RunningKeycloak
    name: str

    @property
    def admin(self) -> RealmAdmin:
        return RealmAdmin(self.keycloak.admin(), self.name)

    def document(self, *, longest_hours: int = 10) -> Json:
        """What is declared of Da Nang, under this realm's name."""
        return self.document_of(realms.load(TENANT), longest_hours=longest_hours)

    def document_of(self, spec: RealmSpec, *, longest_hours: int = 10) -> Json:
        """What that file says, under this realm's name."""
        sessions = spec.sessions.model_copy(update={"longest_hours": longest_hours})
        keycloak = self.keycloak
        server, directory = mail.server(keycloak.layout), [keycloak.directory.url]
        addresses = realms.Addresses.of(keycloak.settings, TENANT, directory, server)
        spec = spec.model_copy(update={"sessions": sessions, "tenant": TENANT})
        made = realms.document(spec, of_realm(), addresses, self.keycloak.secrets)
        return made | {"realm": self.name}

    def bring(self, document: Json, by: RealmAdmin | None = None) -> Outcome:
        """As a start does."""
        declared = self.keycloak.declared(document)
        return bring_up_to_date(by or self.admin, declared, self.keycloak.applier)

    def apply(
        self, document: Json, by: RealmAdmin | None = None, applier: Applier | None = None
    ) -> Outcome:
        """As `./egov realm apply` does."""
        declared = self.keycloak.declared(document)
        return make_as_declared(by or self.admin, declared, applier or self.keycloak.applier)

    def plan(self, document: Json, applier: Applier | None = None) -> Plan:
        declared = self.keycloak.declared(document)
        return plan_of(self.admin, declared, applier or self.keycloak.applier)

    def live(self) -> LiveRealm:
        return read(self.admin, self.keycloak.declared(self.document()))

    def client(self, name: str, redirect_uri: str | None = None) -> RelyingParty:
        module = next(each for each in of_realm() if each.name == name)
        key = self.keycloak.secrets.key(key_ref(TENANT, module))
        usual = self.keycloak.client(TENANT, name).redirect_uri
        made = self.keycloak.relying_party(
            TENANT, name, redirect_uri=redirect_uri or usual, key=key
        )
        made.issuer = made.issuer.replace(TENANT, self.name)
        return made


@contextmanager
def trial(keycloak: RunningKeycloak, name: str) -> Iterator[Trial]:
    yield Trial(keycloak=keycloak, name=name)
    realm = RealmAdmin(keycloak.admin(), name)
    if realm.find():
        realm.delete("")


class Stopped(BaseException):
    """The process was killed here; nobody catches it, and nothing is tidied up."""


class Counting(RealmAdmin):
    """Counts what it sends, and is killed before the request of that number.

    ``writes`` are those that change something. Once killed it sends nothing any more.
    """

    def __init__(self, realm: Trial, stop_at: int | None = None) -> None:
        super().__init__(realm.keycloak.admin(), realm.name)
        self.requests = 0
        self.sent: list[tuple[str, str]] = []
        self._stop_at = stop_at

    @property
    def writes(self) -> int:
        return len(self.sent)

    def _send(self, method: str, path: str, *args: Any, **over: Any) -> Response:  # noqa: ANN401
        if self._stop_at is not None and self.requests >= self._stop_at:
            raise Stopped
        self.requests += 1
        if method != "GET" and path != "partial-export":
            self.sent.append((method, path))
        return super()._send(method, path, *args, **over)


class Watched(RealmAdmin):
    """Lets something happen right before the first request that is so."""

    def __init__(
        self, realm: Trial, right_before: Callable[[str, str], bool], happens: Callable[[], object]
    ) -> None:
        super().__init__(realm.keycloak.admin(), realm.name)
        self._right_before, self._happens = right_before, happens
        self._happened = False

    def _send(self, method: str, path: str, *args: Any, **over: Any) -> Response:  # noqa: ANN401
        if not self._happened and self._right_before(method, path):
            self._happened = True
            self._happens()
        return super()._send(method, path, *args, **over)


@contextmanager
def somebody_else(realm: Trial, name: str) -> Iterator[RealmAdmin]:
    """Another administrator, as one would sit at Keycloak's console."""
    master = RealmAdmin(realm.keycloak.admin(), "master")
    number = master.post(
        "clients",
        {"clientId": name, "secret": name, "serviceAccountsEnabled": True, "publicClient": False},
    )
    user = master.get(f"clients/{number}/service-account-user")
    master.post(f"users/{user['id']}/role-mappings/realm", [master.get("roles/admin")])
    try:
        server = realms.Server.of(realm.keycloak.settings)
        yield RealmAdmin(realms.administrator(server, name, name), realm.name)
    finally:
        master.delete(f"clients/{number}")


def older(now: Json) -> Json:
    """How an older version might have declared it: less of some things, other values, some more."""
    old = copy.deepcopy(now)
    _without_onestop(old)
    for client in old["clients"]:
        client["redirectUris"] = [_moved(uri) for uri in client["redirectUris"]]
        if client["clientId"] == "egov-idp":
            client["serviceAccountsEnabled"] = False
            client["protocolMappers"] = [_own_audience("egov-idp")]
    for later in ("users", "clientScopeMappings"):
        old.pop(later, None)
    old["passwordPolicy"] = "length(8)"
    mappers = _mappers(old)
    mappers[:] = [each for each in mappers if each["name"] != "egovWorkingPost"]
    mappers.append(mappers[0] | {"name": "of former times"})
    in_profile(old, lambda attributes: attributes.pop())
    return old


def in_profile(document: Json, change: Callable[[list[Json]], object]) -> None:
    """Change the list of attributes in the user profile."""
    (profile,) = document["components"][_PROFILE]
    content = json.loads(profile["config"]["kc.user.profile.config"][0])
    change(content["attributes"])
    profile["config"]["kc.user.profile.config"] = [json.dumps(content)]


def directory_of(document: Json) -> Json:
    (directory,) = document["components"][_DIRECTORY]
    return dict(directory)


def _mappers(document: Json) -> list[Json]:
    mappers: list[Json] = directory_of(document)["subComponents"][_MAPPERS]
    return mappers


def _without_onestop(document: Json) -> None:
    document["clients"] = [c for c in document["clients"] if c["clientId"] != "onestop"]
    scopes = [s for s in document["clientScopes"] if "onestop" not in s["name"]]
    document["clientScopes"] = scopes
    for client in document["clients"]:
        asked = client["optionalClientScopes"]
        client["optionalClientScopes"] = [name for name in asked if "onestop" not in name]


def _moved(uri: str) -> str:
    return uri.replace("localhost", "moved.localhost")


def _own_audience(name: str) -> Json:
    return {
        "name": f"audience {name}",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-audience-mapper",
        "config": {"included.client.audience": name},
    }

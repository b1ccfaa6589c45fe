"""Every field that a realm declares, each with another value that somebody could give it."""

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from egov_idp.reconcile.kind import Kind
from egov_idp.reconcile.kinds.flows import Flow
from egov_idp.reconcile.order import KINDS
from egov_idp.reconcile.rest import RealmAdmin
from egov_idp.reconcile.values import Path, at

Json = dict[str, Any]
Place = tuple[str, Path, Path]
"""Kind, object and field."""

# Where another value must be one that Keycloak knows.
_KNOWN: dict[str, Any] = {
    "RS256": "RS512",
    "HmacSHA1": "HmacSHA256",
    "LINEAR": "MULTIPLE",
    "external": "all",
    "totp": "hotp",
    "egov": "base",
    "client-jwt": "client-secret",
    "S256": "plain",
    "vi": "en",
    "String": "long",
    "(egovStatus=active)": "(egovStatus=*)",
    "NO_CACHE": "DEFAULT",
    "simple": "none",
    "always": "never",
    "ignore": "follow",
    '{"1":1,"2":2}': '{"1":1}',
    "otpPolicyDigits": 8,
    "enabledEventTypes": ["LOGIN"],
    "eventsListeners": ["jboss-logging", "email"],
    "defaultClientScopes": ["basic"],
    "optionalClientScopes": ["offline_access"],
    "roles": ["uma_authorization"],
    "passwordPolicy": "length(9)",
    "permissions": {"view": ["admin", "user"], "edit": ["admin", "user"]},
    "view": ["user"],
    "edit": ["user"],
    "profiles": [],
    "conditions": [],
    "executors": [],
    "groups": [{"name": "more"}],
    "validations": {"length": {"max": 9}},
    "annotations": {"by": "hand"},
    "unmanagedAttributePolicy": "ENABLED",
    "protocolMapper": "oidc-full-name-mapper",
    "-1": "3600",
    "baseUrl": "http://by-hand.localhost/",
}
# What nobody can change by hand: Keycloak refuses it, or keeps what it has.
_FIXED = {
    ("component", "providerId"),
    ("component", "startTls"),  # it does not go with a pool of connections
    ("component", "editMode"),  # no other goes with how passwords are checked
    ("sub-component", "providerId"),
    ("client", "protocol"),
    ("client", "pkce.code.challenge.method"),  # the realm's own policy asks for it
    ("client", "implicitFlowEnabled"),  # and refuses this
    ("client", "directAccessGrantsEnabled"),
    ("client", "use.jwks.url"),  # it does not go with a key that is stated
    ("sub-component", "is.binary.attribute"),  # the one of the user name must be text
    ("client mapper", "protocol"),
    ("client scope mapper", "protocol"),
    ("client scope", "protocol"),  # all clients forget a scope of another protocol
}
DIRECTORY = "org.keycloak.storage.UserStorageProvider"
MAPPERS = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper"
# What Keycloak changes by itself when another field is changed.
ALONG: set[Place] = {
    ("service account", ("egov-idp",), ()),
    ("realm", ("settings",), ("loginWithEmailAllowed",)),
    (
        "sub-component",
        (DIRECTORY, "directory", MAPPERS, "username"),
        ("config", "ldap.attribute"),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Alteration:
    """One field of one object, and what somebody makes of it."""

    kind: Kind
    name: Path
    field: Path
    value: Any

    @property
    def place(self) -> Place:
        return self.kind.name, self.name, self.field

    def make(self, realm: RealmAdmin) -> None:
        """By hand, past every ledger."""
        found = copy.deepcopy(self.kind.find(realm, self.name))
        assert found is not None, self.place
        wanted = copy.deepcopy(found)
        inner = wanted
        for each in self.field[:-1]:
            inner = inner.setdefault(each, {})
        inner[self.field[-1]] = self.value
        self.kind.update(realm, self.name, found, wanted)


def alterations(document: Json) -> list[Alteration]:
    """All of them; flows are compared whole and altered by their steps."""
    return [
        Alteration(kind=kind, name=name, field=field, value=other)
        for kind in KINDS
        if not isinstance(kind, Flow)
        for name, declared in kind.objects(document).items()
        for field in _fields(declared)
        if field[-1] not in kind.secrets and (kind.name, field[-1]) not in _FIXED
        if at(declared, field) not in (name[-1], document["realm"])
        if (other := _other(field[-1], at(declared, field), document)) is not None
    ]


def sample(listed: list[Alteration], many: int, seed: int) -> list[Alteration]:
    """So many, each of another object."""
    mixed = random.Random(seed).sample(listed, len(listed))  # noqa: S311 - no secret
    one_each = {(each.kind.name, each.name): each for each in mixed}
    return list(one_each.values())[:many]


def rounds(listed: list[Alteration]) -> list[list[Alteration]]:
    """All of them, in as few rounds as let no object be altered twice in one."""
    made: list[list[Alteration]] = []
    seen: dict[tuple[str, Path], int] = {}
    for each in listed:
        number = seen[each.place[:2]] = seen.get(each.place[:2], -1) + 1
        if number == len(made):
            made.append([])
        made[number].append(each)
    return made


def _fields(value: Any, path: Path = ()) -> Iterator[Path]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict) and value:
        for name in value:
            yield from _fields(value[name], (*path, name))
    else:
        yield path


def _other(name: str, value: Any, document: Json) -> Any:  # noqa: ANN401 - any JSON
    flows = [each["alias"] for each in document["authenticationFlows"] if each["topLevel"]]
    if isinstance(value, bool):
        return not value
    if name in _KNOWN:
        return _KNOWN[name]
    if name == "scopes":
        return value[:-1] or ["onestop.read"]
    if isinstance(value, int):
        return value + 1
    if value in flows:
        return next(each for each in flows if each != value)
    if isinstance(value, str):
        return _other_text(value)
    if isinstance(value, list):
        return _other_list(value)
    return _KNOWN["unmanagedAttributePolicy"] if value is None else None


def _other_text(value: str) -> str:
    if value in _KNOWN:
        return str(_KNOWN[value])
    if value in ("true", "false"):
        return "false" if value == "true" else "true"
    return str(int(value) + 1) if value.isdigit() else f"{value}-by-hand"


def _other_list(value: list[Any]) -> Any:  # noqa: ANN401 - any JSON
    if len(value) == 1 and isinstance(value[0], str):
        if value[0].startswith('{"attributes"'):
            return [json.dumps(json.loads(value[0]) | {"unmanagedAttributePolicy": "ENABLED"})]
        return [_other_text(value[0])]
    return value[:-1] if value else ["http://by-hand.localhost/"]

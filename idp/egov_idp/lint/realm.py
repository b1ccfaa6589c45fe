"""A realm's document as rules read it: declared or exported, both have the same form."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from egov_kit.module import Module

from egov_idp.lint.finding import Finding
from egov_idp.lint.values import counted, said

Json = dict[str, Any]

_DIRECTORY = "org.keycloak.storage.UserStorageProvider"
_PROFILE = "org.keycloak.userprofile.UserProfileProvider"
_MAPPERS = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper"
_AFTER = "post.logout.redirect.uris"
_POLICY = re.compile(r"(\w+)\(([^)]*)\)")


@dataclass(frozen=True, kw_only=True)
class Realm:
    """``modules`` are those of the platform, ``keycloak`` the version that is to run."""

    document: Json
    modules: tuple[Module, ...]
    keycloak: str

    @property
    def name(self) -> str:
        """That of the tenant."""
        return str(self.document["realm"])

    def says(self, field: str) -> Any:  # noqa: ANN401 - any JSON
        """A setting of the realm, None where it is not stated."""
        return self.document.get(field)

    def number(self, field: str) -> int:
        """A setting that counts something; 0 where it is not stated."""
        return counted(self.document.get(field))

    def finding(self, field: str, text: str) -> Finding:
        """Something wrong with a setting of the realm."""
        return Finding(object="realm", field=field, text=text)

    def beyond(self, most: Mapping[str, int]) -> Iterator[Finding]:
        """Each setting that is not stated, or counts more than it may."""
        for field, number in most.items():
            if not 0 < self.number(field) <= number:
                yield self.finding(field, said(self.says(field)))

    @cached_property
    def clients(self) -> tuple["Client", ...]:
        """All of them, also those that are switched off."""
        return tuple(Client(each) for each in self.document.get("clients", []))

    @property
    def usable_clients(self) -> Iterable["Client"]:
        """Those that can get a token: switched on, and more than a holder of roles."""
        return (each for each in self.clients if each.usable)

    @property
    def sign_in_clients(self) -> Iterable["Client"]:
        """Those that people are sent from to sign in."""
        return (each for each in self.usable_clients if each.signs_people_in)

    @property
    def scopes(self) -> tuple["Scope", ...]:
        """All client scopes."""
        return tuple(Scope(each) for each in self.document.get("clientScopes", []))

    @property
    def directories(self) -> tuple["Directory", ...]:
        """Where people come from."""
        found = self.document.get("components", {}).get(_DIRECTORY, [])
        return tuple(Directory(each) for each in found)

    @property
    def brokers(self) -> tuple["Broker", ...]:
        """Identity providers."""
        return tuple(Broker(each) for each in self.document.get("identityProviders") or [])

    @property
    def password_policy(self) -> Mapping[str, str]:
        """What a new password must have: the name of each rule, and what it is given."""
        return dict(_POLICY.findall(self.document.get("passwordPolicy") or ""))

    @property
    def profile(self) -> Json:
        """The user profile: which attributes there are, and who may see and change them."""
        for each in self.document.get("components", {}).get(_PROFILE, []):
            for text in (each.get("config") or {}).get("kc.user.profile.config", []):
                with suppress(ValueError):
                    profile: Json = json.loads(text)
                    return profile
        return {}


class _Object:
    """One object of a realm; ``kind`` is the word for it."""

    kind = ""

    def __init__(self, said: Json) -> None:
        self.said = said

    @property
    def name(self) -> str:
        """What it is called among its kind."""
        return str(self.said["name"])

    @property
    def title(self) -> str:
        """What it is called in a finding."""
        return f"{self.kind} {self.name}"

    def says(self, field: str) -> Any:  # noqa: ANN401 - any JSON
        """One of its fields, None where it is not stated."""
        return self.said.get(field)

    def finding(self, field: str, text: str) -> Finding:
        """Something wrong with one of its fields."""
        return Finding(object=self.title, field=field, text=text)


class Mapper(_Object):
    """What puts a claim into tokens."""

    kind = "mapper"

    @property
    def type(self) -> str:
        """Keycloak's name of it."""
        return str(self.said["protocolMapper"])

    def value(self, key: str) -> str | None:
        """What it is told."""
        value: str | None = (self.said.get("config") or {}).get(key)
        return value

    @property
    def audience(self) -> str | None:
        """Whom it addresses tokens to, if it does."""
        if self.type == "oidc-audience-resolve-mapper":
            return "whoever's roles the person holds"
        if self.type != "oidc-audience-mapper":
            return None
        return self.value("included.client.audience") or self.value("included.custom.audience")


class _Holder(_Object):
    @property
    def mappers(self) -> tuple[Mapper, ...]:
        """Its own mappers."""
        return tuple(Mapper(each) for each in self.said.get("protocolMappers") or [])


class Scope(_Holder):
    """What a client has without asking, or may ask for."""

    kind = "client scope"


class Client(_Holder):
    """Who asks Keycloak for tokens."""

    kind = "client"

    @property
    def name(self) -> str:
        """The client id."""
        return str(self.said["clientId"])

    @property
    def usable(self) -> bool:
        """Whether it can get a token at all."""
        return bool(self.said.get("enabled", True)) and not self.said.get("bearerOnly")

    @property
    def public(self) -> bool:
        """Whether it has nothing to prove who it is with."""
        return bool(self.said.get("publicClient"))

    @property
    def signs_people_in(self) -> bool:
        """Whether people are sent from it to sign in; Keycloak's default is that they are."""
        standard, implicit = self.says("standardFlowEnabled"), self.says("implicitFlowEnabled")
        return standard is not False or bool(implicit)

    @property
    def open_id(self) -> bool:
        """Whether it speaks OpenID Connect, as every client does that says nothing else."""
        return bool(self.said.get("protocol", "openid-connect") == "openid-connect")

    def attribute(self, name: str) -> str | None:
        """One of its attributes, None where it is not stated."""
        value: str | None = (self.said.get("attributes") or {}).get(name)
        return value

    def about(self, attribute: str, text: str) -> Finding:
        """Something wrong with one of its attributes."""
        return self.finding(f"attributes.{attribute}", text)

    @property
    def scopes(self) -> tuple[str, ...]:
        """What it has without asking."""
        return tuple(self.said.get("defaultClientScopes") or ())

    @property
    def addresses(self) -> tuple[tuple[str, str], ...]:
        """Where a browser may be sent back to, with the field that says so."""
        root = self.said.get("rootUrl") or ""
        after = (self.attribute(_AFTER) or "").split("##")
        found = [("redirectUris", each) for each in self.said.get("redirectUris") or []]
        # A plus stands for the addresses after sign-in.
        found += [(f"attributes.{_AFTER}", each) for each in after if each not in ("", "+")]
        return tuple((at, root + each if each.startswith("/") else each) for at, each in found)


class _Configured(_Object):
    def value(self, key: str) -> str | None:
        """One entry of its configuration, None where it is not stated."""
        raise NotImplementedError

    def about(self, key: str, text: str) -> Finding:
        """Something wrong with its configuration."""
        return self.finding(f"config.{key}", text)

    def unlike(self, wanted: Mapping[str, str]) -> Iterator[Finding]:
        """Each entry that does not say what it has to."""
        for key, value in wanted.items():
            if self.value(key) != value:
                yield self.about(key, said(self.value(key)))


class Broker(_Configured):
    """An identity provider that people may sign in with instead."""

    kind = "identity provider"

    @property
    def name(self) -> str:
        """Its alias."""
        return str(self.said["alias"])

    def value(self, key: str) -> str | None:
        """One entry of its configuration."""
        value: str | None = (self.said.get("config") or {}).get(key)
        return value

    @property
    def saml(self) -> bool:
        """Whether it speaks SAML."""
        return bool(self.said.get("providerId") == "saml")

    @property
    def open_id(self) -> bool:
        """Whether it speaks OpenID Connect."""
        return self.said.get("providerId") in ("oidc", "keycloak-oidc")


class _Component(_Configured):
    def value(self, key: str) -> str | None:
        """The one value of an entry of its configuration."""
        return next(iter((self.said.get("config") or {}).get(key) or ()), None)


class DirectoryMapper(_Component):
    """What reads one attribute of an entry."""

    kind = "directory mapper"

    @property
    def type(self) -> str:
        """Keycloak's name of it."""
        return str(self.said.get("providerId"))


class Directory(_Component):
    """Where Keycloak finds people."""

    kind = "directory"

    @property
    def type(self) -> str:
        """Keycloak's name of it."""
        return str(self.said.get("providerId"))

    @property
    def urls(self) -> tuple[str, ...]:
        """Each of its replicas."""
        return tuple((self.value("connectionUrl") or "").split())

    @property
    def mappers(self) -> tuple[DirectoryMapper, ...]:
        """What is read of a person's entry."""
        below = self.said.get("subComponents") or {}
        return tuple(DirectoryMapper(each) for each in below.get(_MAPPERS, []))

"""Things an administrator may do to a realm by mistake; each lasts as long as its block."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.support._browser import Browser, Page
from tests.support._relying_party import RelyingParty
from tests.support.keycloak import RunningKeycloak

SHUT = {"implicitFlowEnabled": False, "directAccessGrantsEnabled": False}
"""What a new client must say about itself to be let in."""


@contextmanager
def realm_with(keycloak: RunningKeycloak, tenant: str, **settings: object) -> Iterator[None]:
    """The realm with other settings."""
    admin = keycloak.admin(tenant)
    before = admin.get_realm(tenant)
    admin.update_realm(tenant, {"realm": tenant, **settings})
    try:
        yield
    finally:
        admin.update_realm(tenant, {"realm": tenant, **{name: before[name] for name in settings}})


@contextmanager
def client_with(
    keycloak: RunningKeycloak,
    tenant: str,
    name: str,
    attributes: Mapping[str, str] | None = None,
    /,
    **settings: object,
) -> Iterator[None]:
    """A module's client with other settings."""
    admin = keycloak.admin(tenant)
    number = admin.get_client_id(name)
    assert number
    before = admin.get_client(number)
    changed = before | settings | {"attributes": before["attributes"] | (attributes or {})}
    admin.update_client(number, changed)
    try:
        yield
    finally:
        # Keycloak takes a flow away only if it is named with an empty value.
        own = dict.fromkeys(changed["authenticationFlowBindingOverrides"], "")
        cleared = dict.fromkeys(attributes or {}, "") | before["attributes"]
        restored = {"authenticationFlowBindingOverrides": own, "attributes": cleared}
        admin.update_client(number, before | restored)


@contextmanager
def no_policies(keycloak: RunningKeycloak, tenant: str) -> Iterator[None]:
    """The realm without the client policies that bind every client."""
    http, path = (
        keycloak.admin(tenant).connection,
        f"admin/realms/{tenant}/client-policies/policies",
    )
    before = http.raw_get(path).json()
    assert http.raw_put(path, data=json.dumps({"policies": []})).ok
    try:
        yield
    finally:
        assert http.raw_put(path, data=json.dumps(before)).ok


@contextmanager
def scope_given(keycloak: RunningKeycloak, tenant: str, client: str, scope: str) -> Iterator[None]:
    """A client that may ask for a scope it should not have."""
    admin = keycloak.admin(tenant)
    number = admin.get_client_id(client)
    assert number
    wanted = next(each["id"] for each in admin.get_client_scopes() if each["name"] == scope)
    admin.add_client_optional_client_scope(number, wanted, {})
    try:
        yield
    finally:
        admin.delete_client_optional_client_scope(number, wanted)


@contextmanager
def ungated_flow(keycloak: RunningKeycloak, tenant: str) -> Iterator[str]:
    """A sign-in flow that asks for the password and nothing more; its number."""
    admin, alias = keycloak.admin(tenant), "made by hand"
    admin.create_authentication_flow(
        {"alias": alias, "providerId": "basic-flow", "topLevel": True, "builtIn": False}
    )
    admin.create_authentication_flow_execution({"provider": "auth-username-password-form"}, alias)
    step = admin.get_authentication_flow_executions(alias)[0]
    admin.update_authentication_flow_executions(step | {"requirement": "REQUIRED"}, alias)
    number = next(f["id"] for f in admin.get_authentication_flows() if f["alias"] == alias)
    try:
        yield number
    finally:
        admin.delete_authentication_flow(number)


class Neighbour:
    """Quảng Nam as an identity provider of Da Nang, without a flow after its sign-in."""

    ALIAS = "neighbour"
    _SECRET = "only-for-this-test"

    def __init__(self, keycloak: RunningKeycloak) -> None:
        self._keycloak = keycloak

    def start(self, browser: Browser, client: RelyingParty) -> Page:
        """Choose the neighbour on the sign-in page; answers its own sign-in page."""
        form = client.open(browser).form("password")
        asked = urlsplit(form.action).query
        return browser.get(f"{client.issuer}/broker/{self.ALIAS}/login?{asked}")

    @contextmanager
    def linked(self, username: str, theirs: str) -> Iterator[None]:
        """Somebody of Da Nang is held to be this person of Quảng Nam."""
        admin, user = self._keycloak.admin("danang"), self._keycloak.user_id("danang", username)
        other = self._keycloak.user_id("quang-nam", theirs)
        admin.add_user_social_login(user, self.ALIAS, other, theirs)
        try:
            yield
        finally:
            admin.delete_user_social_login(user, self.ALIAS)

    def client(self) -> dict[str, Any]:
        """What Da Nang is to Quảng Nam."""
        callback = f"{self._keycloak.issuer('danang')}/broker/{self.ALIAS}/endpoint"
        return SHUT | {
            "clientId": self.ALIAS,
            "secret": self._SECRET,
            "publicClient": False,
            "redirectUris": [callback],
            "attributes": {"egov.module": "open", "pkce.code.challenge.method": "S256"},
        }

    def provider(self) -> dict[str, Any]:
        """What Quảng Nam is to Da Nang."""
        public = f"{self._keycloak.issuer('quang-nam')}/protocol/openid-connect"
        direct = f"{self._keycloak.server}/realms/quang-nam/protocol/openid-connect"
        config = {
            "clientId": self.ALIAS,
            "clientSecret": self._SECRET,
            "clientAuthMethod": "client_secret_post",
            "issuer": self._keycloak.issuer("quang-nam"),
            "authorizationUrl": f"{public}/auth",
            "tokenUrl": f"{direct}/token",
            "jwksUrl": f"{direct}/certs",
            "useJwksUrl": "true",
            "validateSignature": "true",
            "pkceEnabled": "true",
            "pkceMethod": "S256",
            "defaultScope": "openid",
            "disableUserInfo": "true",
        }
        named = {"alias": self.ALIAS, "providerId": "oidc", "enabled": True}
        return named | {"trustEmail": True, "config": config}


@contextmanager
def neighbour(keycloak: RunningKeycloak) -> Iterator[Neighbour]:
    """Da Nang lets Quảng Nam sign people in."""
    made, theirs = Neighbour(keycloak), keycloak.admin("quang-nam")
    with realm_with(keycloak, "danang", sslRequired="none"):
        client = theirs.create_client(made.client())
        keycloak.admin("danang").create_idp(made.provider())
        try:
            yield made
        finally:
            keycloak.admin("danang").delete_idp(Neighbour.ALIAS)
            theirs.delete_client(client)


def step(page: Page, path: str, **over: str) -> str:
    """The address of another step of the sign-in that this page belongs to.

    ``over`` goes over the page's own parameters; an empty one is left out.
    """
    here = urlsplit(page.forms[0].action)
    given = dict(parse_qsl(here.query)) | over
    asked = {name: value for name, value in given.items() if value}
    root, _, _ = here.path.rpartition("/login-actions/")
    return f"{here.scheme}://{here.netloc}{root}/login-actions/{path}?{urlencode(asked)}"

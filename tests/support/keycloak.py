"""A real Keycloak with the realms of both tenants on a real slapd, started once for each run.

::

    def test_officer_enters(keycloak: RunningKeycloak, visitor: Browser) -> None:
        onestop = keycloak.client("danang", "onestop")
        page = visitor.sign_in(onestop.open(visitor), "annv", keycloak.password("danang", "annv"))
        assert onestop.redeem(page).claims["tenant"] == "danang"
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from egov_idp import realms
from egov_idp.local import keycloak as local
from egov_idp.local import mail, slapd
from egov_idp.local.distribution import read_pin
from egov_idp.local.entrance import Entrance
from egov_idp.local.layout import Layout
from egov_idp.local.platform import describe, publish
from egov_idp.local.process import Process
from egov_idp.local.supervisor import Supervisor
from egov_idp.people.load import password_ref
from egov_idp.realms.clients import key_ref
from egov_idp.realms.modules import of_realm
from egov_idp.reconcile import Applier, Declared, RealmAdmin, bring_up_to_date, secrecy
from egov_idp.secrets import SecretStore
from egov_kit.grants import Grant
from egov_kit.settings import Settings
from egov_kit.simulator import Loopback, Reply
from keycloak import KeycloakAdmin

from tests.support._browser import Browser
from tests.support._mailbox import Mailbox
from tests.support._relying_party import RelyingParty
from tests.support.directory import DIRECTORY_TENANTS, RunningDirectory


@dataclass(frozen=True, kw_only=True)
class RunningKeycloak:
    """The test run's Keycloak and how a test gets in."""

    layout: Layout
    process: Process
    directory: RunningDirectory
    settings: Settings
    _opened: list[RelyingParty] = field(default_factory=list)

    @property
    def secrets(self) -> SecretStore:
        return SecretStore(self.layout.secrets)

    @property
    def server(self) -> str:
        """Where servers reach it; browsers know it by the issuer's address."""
        return f"http://127.0.0.1:{self.layout.ports.keycloak}"

    def issuer(self, tenant: str) -> str:
        return self.settings.tenants[tenant].issuer

    def password(self, tenant: str, username: str) -> str:
        """The first password of a person of the seed."""
        password = self.secrets.find_password(password_ref(tenant, "people", username))
        assert password, f"the seed of {tenant} has no {username}"
        return password

    def client(self, tenant: str, name: str) -> RelyingParty:
        """A module of a tenant as Keycloak sees it; closed when the test run ends."""
        module = next(m for m in of_realm() if m.name == name)
        url = self.settings.module_url(tenant, name, portal=module.kind == "portal")
        return self.relying_party(
            tenant,
            name,
            key=self.secrets.key(key_ref(tenant, module)),
            redirect_uri=f"{url}/oidc/callback",
        )

    def relying_party(
        self, tenant: str, name: str, *, redirect_uri: str, key: Mapping[str, Any] | None = None
    ) -> RelyingParty:
        made = RelyingParty(
            issuer=self.issuer(tenant), client_id=name, redirect_uri=redirect_uri, key=key
        )
        self._opened.append(made)
        return made

    def admin(self, tenant: str = "master") -> KeycloakAdmin:
        """The bootstrap administrator, working on one realm."""
        secret = self.secrets.password(local.ADMIN_SECRET)
        return realms.administrator(
            realms.Server.of(self.settings), local.ADMIN_CLIENT, secret, tenant
        )

    def document(self, tenant: str) -> dict[str, Any]:
        """The document its realm was made from."""
        return document_of(tenant, self.settings, self.layout, self.secrets)

    def declared(self, document: dict[str, Any]) -> Declared:
        """That document as what a realm has to be."""
        key = self.secrets.password(secrecy.KEY).encode()
        return Declared(document=document, key=key, keycloak=read_pin().version)

    @property
    def applier(self) -> Applier:
        """Whoever runs the tests."""
        return Applier(folder=self.layout.realms, who="tester")

    def user_id(self, tenant: str, username: str) -> str:
        """Keycloak's own number of a person, which tokens carry as ``sub``."""
        found = self.admin(tenant).get_users({"username": username, "exact": True})
        assert len(found) == 1, found
        return str(found[0]["id"])

    def failures(self, tenant: str, username: str) -> int:
        """Wrong passwords in a row that Keycloak has counted for a person."""
        status = self.admin(tenant).get_bruteforce_detection_status(self.user_id(tenant, username))
        return int(status["numFailures"])

    def forget(self, tenant: str, username: str) -> None:
        """Make somebody new to Keycloak: no session, no second factor, no counted failure."""
        admin, user = self.admin(tenant), self.user_id(tenant, username)
        admin.user_logout(user)
        admin.clear_bruteforce_attempts_for_user(user)
        for credential in admin.get_credentials(user):
            if credential["type"] == "password":  # the directory's
                continue
            admin.delete_credential(user, credential["id"])

    def mailbox(self, tenant: str, username: str) -> Mailbox:
        """The mail that comes to a person from now on."""
        address = self.directory.person(tenant, username).email
        assert address
        return Mailbox.of(self.layout.mail, address)

    @contextmanager
    def granted(self, tenant: str, username: str, *grants: str) -> Iterator[None]:
        """Give somebody these rights and no others for a while."""
        directory = self.directory.open(tenant)
        person = self.directory.person(tenant, username)
        held = [Grant.parse(text) for text in grants]
        directory.set_grants(
            person.staff_id,
            posts=person.posts,
            grants=held,
            modules=sorted({grant.module for grant in held}),
            working_post=person.working_post,
        )
        try:
            yield
        finally:
            directory.set_grants(
                person.staff_id,
                posts=person.posts,
                grants=person.grants,
                modules=person.modules,
                working_post=person.working_post,
            )

    @contextmanager
    def extra_client(self, tenant: str, name: str, **over: object) -> Iterator[RelyingParty]:
        """A public client that somebody made by hand; it lasts as long as the block."""
        admin, redirect = self.admin(tenant), f"http://{name}.localhost:1/oidc/callback"
        made = admin.create_client(
            {
                "clientId": name,
                "publicClient": True,
                "implicitFlowEnabled": False,
                "directAccessGrantsEnabled": False,
                "redirectUris": [redirect],
                "attributes": {"pkce.code.challenge.method": "S256"},
            }
            | over
        )
        try:
            yield self.relying_party(tenant, name, redirect_uri=redirect)
        finally:
            admin.delete_client(made)

    @contextmanager
    def back_channel(self, tenant: str, name: str) -> Iterator[Loopback]:
        """Listen where Keycloak tells that module that a session has ended."""
        admin = self.admin(tenant)
        number = admin.get_client_id(name)
        assert number
        before = admin.get_client(number)
        listener = Loopback(lambda call: Reply())
        address = f"http://127.0.0.1:{listener.port}/oidc/backchannel-logout"
        attributes = before["attributes"] | {"backchannel.logout.url": address}
        admin.update_client(number, before | {"attributes": attributes})
        try:
            yield listener
        finally:
            admin.update_client(number, before)
            listener.close()

    def close(self) -> None:
        for each in self._opened:
            each.close()


@pytest.fixture(scope="session")
def keycloak(
    layout: Layout, servers: Supervisor, directory: RunningDirectory
) -> Iterator[RunningKeycloak]:
    """The test run's Keycloak; a test that changes a realm puts back what it changed."""
    running = start_keycloak(layout, servers, directory)
    yield running
    running.close()


@pytest.fixture
def visitor() -> Iterator[Browser]:
    """A browser nobody has signed in with."""
    with Browser() as fresh:
        yield fresh


@pytest.fixture
def other_visitor() -> Iterator[Browser]:
    """A second one."""
    with Browser() as fresh:
        yield fresh


def start_keycloak(
    layout: Layout, servers: Supervisor, directory: RunningDirectory
) -> RunningKeycloak:
    given = os.environ.get("EGOV_KEYCLOAK_HOME")
    home = local.provide(layout, print, Path(given) if given else None)
    servers.start(mail.service(layout))
    entrance = Entrance(layout=layout)
    process = servers.start(local.service(layout, SecretStore(layout.secrets), home, entrance))
    described = describe(layout)
    publish(described)  # for processes that a test starts
    running = RunningKeycloak(
        layout=layout, process=process, directory=directory, settings=described.settings
    )
    for tenant in DIRECTORY_TENANTS:
        realm = RealmAdmin(running.admin(), tenant)
        bring_up_to_date(realm, running.declared(running.document(tenant)), running.applier)
    return running


def document_of(
    tenant: str, settings: Settings, layout: Layout, secrets: SecretStore
) -> dict[str, Any]:
    addresses = realms.Addresses.of(settings, tenant, [slapd.url(layout)], mail.server(layout))
    return realms.document(realms.load(tenant), of_realm(), addresses, secrets)

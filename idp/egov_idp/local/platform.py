"""A whole platform on one machine: what it is made of, and how it is started, step by step."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from egov_kit import database
from egov_kit.module import discover
from egov_kit.settings import Settings, Tenant

from egov_idp.local import keycloak, people, slapd, web
from egov_idp.local.layout import Layout
from egov_idp.local.service import Service
from egov_idp.local.supervisor import Supervisor
from egov_idp.policy.day import today
from egov_idp.realms import Addresses, RealmSpec, administrator, create, document, load_all
from egov_idp.secrets import SecretStore
from egov_idp.settings import kit_settings

PROCESSES: Final = ("slapd", "keycloak", "people", "web", "internal")
"""What runs, in the order in which it is started."""

Step = Callable[[str], AbstractContextManager[None]]
"""Shows that a step begins and how long it took."""


@dataclass(frozen=True, kw_only=True)
class Platform:
    """What all steps need to know."""

    layout: Layout
    realms: Mapping[str, RealmSpec]
    settings: Settings
    secrets: SecretStore


def describe(layout: Layout) -> Platform:
    """The platform that ``realms/`` and the layout's ports describe; nothing is started."""
    realms = load_all()
    tenants = {name: _tenant(layout, realm) for name, realm in realms.items()}
    return Platform(
        layout=layout,
        realms=realms,
        settings=kit_settings(layout, tenants),
        secrets=SecretStore(layout.secrets),
    )


def start(platform: Platform, servers: Supervisor, home: Path, step: Step) -> None:
    """Start everything in the written order; ``home`` is the Keycloak to run."""
    start_directory(platform, servers, step)
    start_sign_in(platform, servers, home, step)
    start_modules(platform, servers, step)


def start_directory(platform: Platform, servers: Supervisor, step: Step) -> None:
    """People, units and posts."""
    with step("Directory: data of the provinces"):
        slapd.prepare(platform.layout, platform.realms, platform.secrets, on=today())
    _start(servers, slapd.service(platform.layout), step)


def start_sign_in(platform: Platform, servers: Supervisor, home: Path, step: Step) -> None:
    """Keycloak and its realms."""
    _start(servers, keycloak.service(platform.layout, platform.secrets, home), step)
    with step(f"Realms: {', '.join(platform.realms)}"):
        create_realms(platform)


def start_modules(platform: Platform, servers: Supervisor, step: Step) -> None:
    """People API, portal and modules."""
    with step("Databases"):
        migrate(platform)
    for service in (
        people.service(platform.layout, platform.settings),
        web.public(platform.layout, platform.settings),
        web.internal(platform.layout, platform.settings),
    ):
        _start(servers, service, step)


def create_realms(platform: Platform) -> None:
    """Create each realm that Keycloak does not have yet."""
    server = f"http://127.0.0.1:{platform.layout.ports.keycloak}/"
    secret = platform.secrets.password(keycloak.ADMIN_SECRET)
    admin = administrator(server, keycloak.ADMIN_CLIENT, secret)
    directory = (slapd.url(platform.layout),)
    for tenant, realm in platform.realms.items():
        addresses = Addresses.of(platform.settings, tenant, directory)
        create(admin, document(realm, discover(), addresses, platform.secrets))


def migrate(platform: Platform) -> None:
    """Bring every database of every tenant to the newest version."""
    for tenant in platform.realms:
        for module in discover():
            database.prepare(platform.settings, tenant, module)
    database.close_all()


def _start(servers: Supervisor, service: Service, step: Step) -> None:
    with step(f"{service.name} on {service.address}"):
        servers.start(service)


def _tenant(layout: Layout, realm: RealmSpec) -> Tenant:
    return Tenant(
        issuer=f"{keycloak.public_address(layout)}/realms/{realm.tenant}",
        host=f"{realm.tenant}.localhost:{layout.ports.web}",
        unit=realm.unit,
        title=realm.name.model_dump(),
    )

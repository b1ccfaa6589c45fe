"""A whole platform on one machine: what it is made of, and how it is started, step by step."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import Any, Final
from urllib.parse import urlsplit

from egov_kit import database
from egov_kit.kit import utc_now
from egov_kit.module import discover
from egov_kit.settings import Settings, Tenant
from keycloak import KeycloakAdmin

from egov_idp import files
from egov_idp.local import (
    authority,
    certificates,
    choices,
    keycloak,
    mail,
    people,
    readiness,
    samples,
    slapd,
    web,
)
from egov_idp.local.distribution import read_pin
from egov_idp.local.entrance import Entrance
from egov_idp.local.layout import Layout
from egov_idp.local.service import Service
from egov_idp.local.supervisor import Supervisor
from egov_idp.people import seed
from egov_idp.policy.day import today
from egov_idp.realms import (
    Addresses,
    RealmSpec,
    Server,
    administrator,
    document,
    emergency,
    ignoring,
    load_all,
    load_bare,
)
from egov_idp.realms.emergency import Emergency
from egov_idp.realms.modules import of_realm
from egov_idp.reconcile import (
    Applier,
    Change,
    Declared,
    RealmAdmin,
    Sources,
    bring_up_to_date,
    secrecy,
)
from egov_idp.secrets import SecretStore
from egov_idp.settings import LauncherSettings, kit_settings, secret_variables
from egov_idp.users import login_name

_SERVERS: Final = ("slapd", "mail", "keycloak", "people", "web", "internal")

Step = Callable[[str], AbstractContextManager[None]]
"""Shows that a step begins and how long it took."""
Say = Callable[[str], None]
"""Shows one line."""


@contextmanager
def quietly(_what: str) -> Iterator[None]:
    """A `Step` that shows nothing."""
    yield


@dataclass(frozen=True, kw_only=True)
class Platform:
    """What all steps need to know; the tenants are those that were chosen, Da Nang first."""

    layout: Layout
    realms: Mapping[str, RealmSpec]
    entrance: Entrance
    settings: Settings
    secrets: SecretStore

    @property
    def first(self) -> str:
        """The tenant that serves before the others are set up."""
        return next(iter(self.realms))


def describe(layout: Layout) -> Platform:
    """The platform of the chosen tenants on the layout's ports; nothing is started.

    Raises `TenantUnmatched`, `TenantUnknown`, `ChoicesUnreadable` and `ListeningRefused`.
    """
    chosen, every = choices.read(layout), load_all()
    seed.match(every)
    realms, entrance = chosen.of(every), Entrance.of(layout, chosen)
    tenants = {name: _tenant(entrance, realm) for name, realm in realms.items()}
    return Platform(
        layout=layout,
        realms=realms,
        entrance=entrance,
        settings=kit_settings(entrance, tenants),
        secrets=SecretStore(layout.secrets, variables=secret_variables()),
    )


def servers(layout: Layout) -> tuple[str, ...]:
    """What serves, in the order in which it is started; no sink of mail beside a mail server."""
    return tuple(name for name in _SERVERS if name != "mail" or not layout.smtp)


def processes(layout: Layout) -> tuple[str, ...]:
    """The servers, and what sets up the other provinces and then ends."""
    return (*servers(layout), "provinces")


def start(platform: Platform, servers: Supervisor, home: Path, step: Step, say: Say) -> None:
    """Start everything in the written order; ``home`` is the Keycloak to run.

    The first tenant serves at the end; the others follow in the background.
    """
    readiness.clear(platform.layout)
    prepare_certificate(platform, step)
    start_directory(platform, servers, step)
    start_mail(platform, servers, step)
    start_sign_in(platform, servers, home, step, say)
    start_modules(platform, servers, step)


def prepare_certificate(platform: Platform, step: Step) -> None:
    """What the public servers show over https; raises `AuthorityBroken` or `CertificateUnfit`."""
    entrance = platform.entrance
    if entrance.certificate is None:
        return
    with step(f"Certificate for {entrance.domain}"):
        if entrance.own:
            folder, names = entrance.certificate.chain.parent, entrance.names(platform.realms)
            authority.provide(folder, entrance.domain, names, now=datetime.now(UTC))
        certificates.check(entrance.certificate, hosts(platform))


def certificate_text(platform: Platform) -> bytes | None:
    """The certificate that is shown over https; None without one."""
    shown = platform.entrance.certificate
    return shown.chain.read_bytes() if shown and shown.chain.exists() else None


def hosts(platform: Platform) -> list[str]:
    """The host names of all addresses people see: sign-in, each portal, its modules."""
    settings = platform.settings
    modules = sorted((m for m in discover() if m.kind != "api"), key=lambda m: m.kind != "portal")
    addresses = [tenant.issuer for tenant in settings.tenants.values()] + [
        settings.module_url(tenant, module.name, portal=module.kind == "portal")
        for tenant in settings.tenants
        for module in modules
    ]
    return list(dict.fromkeys(urlsplit(address).hostname or "" for address in addresses))


def start_directory(platform: Platform, servers: Supervisor, step: Step) -> None:
    """People, units and posts of the first tenant, and of those that have theirs already."""
    with step(f"Directory: data of {platform.first}"):
        slapd.prepare(
            platform.layout, (platform.first,), platform.secrets, on=today(), others=platform.realms
        )
    _start(servers, slapd.service(platform.layout), step)


def start_mail(platform: Platform, servers: Supervisor, step: Step) -> None:
    """The sink, unless a mail server is set."""
    if not platform.layout.smtp:
        _start(servers, mail.service(platform.layout), step)


def start_sign_in(
    platform: Platform, servers: Supervisor, home: Path, step: Step, say: Say
) -> None:
    """Keycloak and the first tenant's realm."""
    service = keycloak.service(platform.layout, platform.secrets, home, platform.entrance)
    _start(servers, service, step)
    with step(f"Realm of {platform.first}"):
        bring_realm_up_to_date(platform, platform.first, say)


def start_modules(platform: Platform, servers: Supervisor, step: Step) -> None:
    """People API, portal and modules."""
    publish(platform)
    with step(f"Databases of {platform.first}"):
        migrate(platform, platform.first)
    readiness.mark(platform.layout, platform.first)
    for service in (
        people.service(platform.layout, platform.settings),
        web.public(platform.layout, platform.settings, platform.entrance),
        web.internal(platform.layout, platform.settings),
    ):
        _start(servers, service, step)


def publish(platform: Platform) -> None:
    """Tell the processes of the modules which tenants there are."""
    path = platform.layout.tenants
    path.parent.mkdir(parents=True, exist_ok=True)
    files.write_whole(path, json.dumps(told(platform), ensure_ascii=False, indent=1))


def told(platform: Platform) -> dict[str, Any]:
    """What they are told of each tenant, as JSON holds it."""
    tenants = platform.settings.tenants.items()
    return {name: tenant.model_dump(mode="json") for name, tenant in tenants}


def published(platform: Platform) -> dict[str, Any]:
    """What they were told last."""
    found: dict[str, Any] = json.loads(platform.layout.tenants.read_text(encoding="utf-8"))
    return found


def set_up(platform: Platform, tenant: str, say: Say) -> None:
    """Let one more tenant serve, while directory and Keycloak do; what is there stays."""
    slapd.add(platform.layout, tenant, platform.secrets, on=today())
    bring_realm_up_to_date(platform, tenant, say)
    migrate(platform, tenant)
    readiness.mark(platform.layout, tenant)


def bring_realm_up_to_date(platform: Platform, tenant: str, say: Say) -> None:
    """Create a tenant's realm, or change what is not as declared in one that is there."""
    realm = RealmAdmin(realm_administrator(platform), tenant)
    outcome = bring_up_to_date(realm, declared(platform, tenant), applier(platform.layout))
    if outcome.done == "changed":
        say(f"Realm {outcome}")
    for change in outcome.left:
        say(f"Realm {tenant}, left as it is: {change}; decide: {_decides(tenant, change)}")
    for edit in outcome.lost:
        say(f"Realm {tenant}, overwritten: {edit}")


def _decides(tenant: str, change: Change) -> str:
    """The command by which somebody decides about what a start left."""
    if change.deletes and change.origin.why == "no longer declared":
        return f"./egov realm apply {tenant} --allow-delete {quote(change.object[-1])}"
    return f"./egov realm drift {tenant}"


def realm_administrator(platform: Platform) -> KeycloakAdmin:
    """A connection to this platform's Keycloak that may read and write all realms."""
    secret = platform.secrets.password(keycloak.ADMIN_SECRET)
    return administrator(Server.of(platform.settings), keycloak.ADMIN_CLIENT, secret)


def realm_document(
    platform: Platform, tenant: str, secrets: SecretStore, spec: RealmSpec | None = None
) -> dict[str, Any]:
    """The document of that tenant's realm, with what that store says of its secrets.

    ``spec`` stands for another file than the tenant's own.
    """
    directory = (slapd.url(platform.layout),)
    addresses = Addresses.of(platform.settings, tenant, directory, mail.server(platform.layout))
    return document(spec or platform.realms[tenant], of_realm(), addresses, secrets)


def declared(platform: Platform, tenant: str, *also: Emergency) -> Declared:
    """What the realm of that tenant has to be now, and would have to be with these besides."""
    whole = realm_document(platform, tenant, platform.secrets)
    sources = Sources(
        document=whole,
        bare=lambda: realm_document(platform, tenant, platform.secrets, load_bare(tenant)),
        modules=of_realm(),
    )
    now, all_ = utc_now(), (*emergency.read(), *also)
    switches = [each for each in all_ if tenant in each.tenants and each.counts(now)]
    held = emergency.held(whole, all_, now)
    return Declared(
        document=emergency.switched(whole, switches),
        key=platform.secrets.password(secrecy.KEY).encode(),
        keycloak=read_pin().version,
        source=lambda *place: emergency.source(switches, place) or sources.of(*place),
        ignored=ignoring.read(),
        # Whoever switches something off does not ask whether somebody else let a change there pass.
        urgent=frozenset(each.switch.place for each in switches),
        held=held,
    )


def applier(layout: Layout) -> Applier:
    """Who changes realms from here, and where locks and journals lie."""
    claim = LauncherSettings().operator
    who = f"os:{login_name(os.getuid())}" + (f" (claimed: {claim})" if claim else "")
    return Applier(folder=layout.realms, who=who)


def migrate(platform: Platform, tenant: str) -> None:
    """Bring every database of a tenant to the newest version, and new ones to their samples."""
    modules = discover()
    for module in modules:
        database.prepare(platform.settings, tenant, module)
    samples.fill(platform.settings, tenant, modules)
    database.close_all()


def _start(servers: Supervisor, service: Service, step: Step) -> None:
    with step(f"{service.name} on {service.address}"):
        servers.start(service)


def _tenant(entrance: Entrance, realm: RealmSpec) -> Tenant:
    return Tenant(
        issuer=f"{entrance.sign_in}/realms/{realm.tenant}",
        host=entrance.portal_host(realm.tenant),
        unit=realm.unit,
        title=realm.name.model_dump(),
        retired=realm.retired is not None,
    )

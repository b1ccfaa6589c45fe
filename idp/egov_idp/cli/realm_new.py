"""``./egov realm new``."""

import time
from typing import Annotated, Final

import typer
from egov_kit.module import discover
from egov_kit.settings import module_host

from egov_idp.local import certificates, choices, platform, readiness, tenants
from egov_idp.local.errors import TenantNotReady
from egov_idp.local.layout import Layout
from egov_idp.local.platform import Platform
from egov_idp.local.terminal import Terminal
from egov_idp.policy.day import today
from egov_idp.realms.new import NewProvince, declare
from egov_idp.settings import LauncherSettings

PATIENCE: Final = 300.0
"""Seconds a running platform is given to set it up."""


def new_realm(
    tenant: Annotated[str, typer.Argument(metavar="SLUG", help="Its name in addresses: phu-yen.")],
    vi: Annotated[str, typer.Option("--vi", help="Its name in Vietnamese: Tỉnh Phú Yên.")],
    en: Annotated[str, typer.Option("--en", help="Its name in English: Phu Yen Province.")],
    unit: Annotated[str, typer.Option(help="Code of its People's Committee: H45.")],
    mail_domain: Annotated[str, typer.Option(help="What addresses end in: phuyen.gov.vn.")],
) -> None:
    """Declare one more province, and let a platform that runs serve it beside the others."""
    terminal, layout = Terminal(), LauncherSettings().layout()
    new = NewProvince(tenant=tenant, vi=vi, en=en, unit=unit, mail_domain=mail_domain)
    _check_certificate(platform.describe(layout), tenant)
    for path in declare(new, today()):
        terminal.note(f"Written: {path}")
    choices.write(layout, choices.read(layout).and_also(tenant))
    if not tenants.ask(layout):
        terminal.note(f"{tenant} is set up at the next start: ./egov up")
        return
    with terminal.step(f"Directory, realm and databases of {tenant}"):
        _wait_until_it_serves(layout, tenant)
    portal = platform.describe(layout).settings.module_url(tenant, "portal", portal=True)
    terminal.note(f"Portal: {portal}/")
    terminal.note(f"Its first administrator: ./egov person add NAME --tenant {tenant}, then")
    terminal.note(
        f"  ./egov person post add USERNAME --unit {unit} --title realm-admin --tenant {tenant}"
    )


def _check_certificate(described: Platform, tenant: str) -> None:
    """Raise `CertificateUnfit` if the province's certificate does not name the new addresses."""
    entrance = described.entrance
    if entrance.certificate and not entrance.own:
        portal = f"{tenant}.{entrance.domain}"
        modules = (module for module in discover() if module.kind != "api")
        hosts = [module_host(portal, m.name, portal=m.kind == "portal") for m in modules]
        certificates.check(entrance.certificate, hosts)


def _wait_until_it_serves(layout: Layout, tenant: str) -> None:
    give_up = time.monotonic() + PATIENCE
    while tenant not in readiness.list_all(layout):
        if time.monotonic() > give_up:
            raise TenantNotReady(tenant)
        time.sleep(0.2)

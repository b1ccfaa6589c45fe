"""``./egov realm retire``."""

from typing import Annotated

import typer

from egov_idp.local import platform, tenants
from egov_idp.local.choices import Choices
from egov_idp.local.layout import Layout
from egov_idp.local.terminal import Terminal
from egov_idp.policy.day import today
from egov_idp.realms import retire
from egov_idp.reconcile import RealmAdmin
from egov_idp.settings import LauncherSettings


def retire_realm(
    tenant: Annotated[str, typer.Argument(metavar="TENANT")],
    reopen: Annotated[bool, typer.Option("--reopen", help="Undo it.")] = False,
) -> None:
    """Close a province: nobody signs in any more, its records can still be read."""
    terminal, layout = Terminal(), LauncherSettings().layout()
    described = platform.describe(layout)
    Choices(tenants=(tenant,)).of(described.realms)
    closed = described.realms[tenant].retired
    if reopen == (closed is None):
        terminal.note(f"{tenant} is open." if reopen else f"{tenant} has been closed on {closed}.")
    retire.declare(tenant, None if reopen else closed or today())
    if not tenants.ask(layout):
        terminal.note(f"Declared in realms/{tenant}.yaml; it counts from the next start on.")
        return
    with terminal.step(f"Sign-in of {tenant}"):
        _take(layout, tenant, terminal)
    terminal.note(f"{tenant} is {'open again' if reopen else 'closed'}.")


def _take(layout: Layout, tenant: str, terminal: Terminal) -> None:
    described = platform.describe(layout)
    tenants.wait_until_taken(described, tenant)
    platform.bring_realm_up_to_date(described, tenant, terminal.note)
    # Also when it is opened: nobody goes on with a session from before.
    RealmAdmin(platform.realm_administrator(described), tenant).post("logout-all", {})

"""What the launcher shows in columns: addresses, accounts, processes, findings."""

from collections.abc import Iterable

from egov_kit.vietnam import VIETNAM
from rich.table import Table
from rich.text import Text

from egov_idp.local.doctor.finding import Finding
from egov_idp.local.platform import Platform
from egov_idp.local.status import PlatformStatus
from egov_idp.people.accounts import Account

_STYLES = {"ok": "green", "warning": "yellow", "failed": "bold red", "skipped": "dim"}


def addresses(platform: Platform) -> Table:
    """Where to go, province by province."""
    table = _table("Province", "Portal", "Sign-in")
    for name, tenant in platform.settings.tenants.items():
        portal = platform.settings.module_url(name, "portal", portal=True)
        table.add_row(tenant.title["vi"], f"{portal}/", tenant.issuer)
    return table


def accounts(found: Iterable[Account]) -> Table:
    """Who can sign in where, with which password, and what they may open."""
    table = _table("Portal", "User name", "Password", "Kind", "May open", "Posts")
    for each in found:
        table.add_row(
            each.portal_url,
            each.username,
            each.password,
            each.kind,
            ", ".join(each.modules) or "–",
            "\n".join(each.posts),
        )
    return table


def processes(status: PlatformStatus) -> Table:
    """What runs, on which port and since when (Vietnamese time)."""
    table = _table("Process", "State", "Pid", "Port", "Ready since")
    for each in status.processes:
        since = each.ready_since
        table.add_row(
            each.name,
            each.state,
            str(each.pid or "–"),
            str(each.port or "–"),
            f"{since.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S}" if since else "–",
        )
    return table


def findings(found: Iterable[Finding]) -> Table:
    """What the doctor found; below whatever is wrong, what to do."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in ("state", "check"):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for each in found:
        table.add_row(Text(each.state, style=_STYLES[each.state]), each.check, each.found)
        if each.fix:
            table.add_row("", "", Text(f"→ {each.fix}"))
    return table


def one_of_each_kind(found: Iterable[Account]) -> list[Account]:
    """The first account of each kind of person of each province."""
    first: dict[tuple[str, str], Account] = {}
    for each in found:
        first.setdefault((each.tenant, each.kind), each)
    return list(first.values())


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        # What people copy is never broken over two lines.
        table.add_column(column, overflow="fold", no_wrap=column not in ("May open", "Posts"))
    return table

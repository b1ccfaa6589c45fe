"""What the launcher shows in columns: addresses, accounts, processes, findings."""

from collections.abc import Iterable
from itertools import groupby

from egov_kit.vietnam import VIETNAM
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from egov_idp.local.doctor.finding import Finding
from egov_idp.local.platform import Platform
from egov_idp.local.status import PlatformStatus
from egov_idp.mail.letters import Letter
from egov_idp.people.accounts import Account

_STYLES = {"ok": "green", "warning": "yellow", "failed": "bold red", "skipped": "dim"}


def addresses(platform: Platform) -> Table:
    """Where to go, province by province."""
    table = _table("Province", "Portal", "Sign-in")
    for name, tenant in platform.settings.tenants.items():
        portal = platform.settings.module_url(name, "portal", portal=True)
        table.add_row(tenant.title["vi"], f"{portal}/", tenant.issuer)
    return table


def accounts(found: Iterable[Account]) -> Group:
    """Who can sign in where, with which password, and what they may open; portal by portal."""
    parts: list[RenderableType] = []
    for portal, people in groupby(found, key=lambda each: each.portal_url):
        parts += [Text(f"\n{portal}", style="bold"), _people(people)]
    return Group(*parts)


def _people(found: Iterable[Account]) -> Table:
    # Five columns: they must stay readable on a terminal of 80.
    table = _table("User name", "Password", "Kind", "May open", "Posts")
    for each in found:
        table.add_row(
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


def tenants(status: PlatformStatus) -> Text:
    """How many serve, and who does not yet."""
    waiting = [each.name for each in status.tenants if each.state != "ready"]
    serving = f"{len(status.tenants) - len(waiting)} of {len(status.tenants)} provinces serve"
    return Text(f"{serving}; not yet: {', '.join(waiting)}" if waiting else serving)


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


def letters(found: Iterable[Letter]) -> Table:
    """Messages with the number by which one is shown, and when they came (Vietnamese time)."""
    table = _table("No.", "Received", "To", "Subject")
    for number, each in enumerate(found, start=1):
        received = f"{each.received.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S}"
        table.add_row(str(number), received, each.to, each.subject)
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

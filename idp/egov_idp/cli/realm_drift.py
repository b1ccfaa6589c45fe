"""``./egov realm drift``."""

import json
import time
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final

import typer
from egov_kit.kit import utc_now
from egov_kit.vietnam import VIETNAM, day_of
from typer.core import TyperGroup

from egov_idp.cli import in_containers
from egov_idp.cli.lasting import lasting
from egov_idp.local import drift, platform
from egov_idp.local.choices import Choices
from egov_idp.local.layout import Layout
from egov_idp.local.platform import Platform
from egov_idp.realms.ignoring import LONGEST
from egov_idp.reconcile.drift import Drift, obstacle
from egov_idp.reconcile.watching import Event, Watch
from egov_idp.settings import LauncherSettings

UNANSWERED: Final = 2
"""Exit code if somebody has to decide about something."""
_MINUTE: Final = timedelta(minutes=1)


class OrList(TyperGroup):
    """A group in which ``list`` is meant where none of its commands is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - Typer's own
        """Put the word there."""
        named = args and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if named else ["list", *args])


app = typer.Typer(
    cls=OrList,
    help="What somebody changed by hand in realms, and what becomes of it.",
    add_completion=False,
)


@app.callback()
def begin(context: typer.Context) -> None:
    """What comes before each of them; raises `NotInContainer`."""
    in_containers.refuse(f"realm drift {context.invoked_subcommand}")


Tenants = Annotated[list[str] | None, typer.Argument(metavar="[TENANT]...", help="Of these alone.")]
Tenant = Annotated[str, typer.Argument(metavar="TENANT")]
Id = Annotated[str, typer.Argument(metavar="ID", help="As it is listed: 3f9a-77b02e.")]
_every = lasting(
    timedelta(seconds=1), "at most a day", longest=timedelta(days=1), units="smh", such_as="60s"
)
_days = lasting(timedelta(days=1), "at most a year", longest=LONGEST, units="d", such_as="30d")
Every = Annotated[
    timedelta | None,
    typer.Option(parser=_every, metavar="TIME", help="60s, 5m; else a minute."),
]
For = Annotated[timedelta | None, typer.Option("--for", parser=_days, metavar="DAYS", help="30d.")]
Until = Annotated[
    date | None,
    typer.Option(parser=date.fromisoformat, metavar="DAY", help="The last day, YYYY-MM-DD."),
]


@app.command("list")
def list_drift(
    tenants: Tenants = None,
    as_json: Annotated[bool, typer.Option("--json", help="An array of objects.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Again and again, until Ctrl-C.")] = False,
    every: Every = None,
) -> None:
    """What differs because somebody changed it by hand; also without this word.

    Exit code 0 if there is nothing, or all of it is ignored, 2 if somebody has to decide.
    """
    described, chosen = _described(tenants)
    if watch:
        _watch(described.layout, chosen, every or _MINUTE, as_json=as_json)
        return
    found = [drift.look(described, tenant) for tenant in chosen]
    if as_json:
        typer.echo(json.dumps([each.as_json() for each in found], ensure_ascii=False, indent=2))
    else:
        for each in found:
            _show(each)
    if any(each.counting for each in found):
        raise typer.Exit(UNANSWERED)


@app.command("adopt")
def adopt_drift(tenant: Tenant, id_: Id) -> None:
    """Write it into the province's file: from then on it is declared."""
    described, _ = _described([tenant])
    made, adoption = drift.adopt(described, tenant, id_)
    typer.echo(adoption.diff)
    if left := drift.tell(described, made):
        typer.echo(f"The file says now what the realm does not: ./egov realm apply {tenant}")
    for change in left:
        typer.echo(f"  {change}")


@app.command("ignore")
def ignore_drift(
    tenant: Tenant,
    id_: Id,
    reason: Annotated[str, typer.Option(help="Why; kept with it.")],
    until: Until = None,
    lasts: For = None,
) -> None:
    """Leave it as it is up to a day; then it counts again."""
    now = utc_now()
    if (until is None) == (lasts is None):
        raise typer.BadParameter("one of --until DAY and --for DAYS has to be given")
    last = until or day_of(now + (lasts or timedelta()))
    described, _ = _described([tenant])
    entry = drift.ignore(described, tenant, id_, reason=reason, until=last, now=now)
    typer.echo(f"{tenant}: {entry.what}\n  {entry}")


@app.command("revert")
def revert_drift(
    tenant: Tenant,
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...")] = None,
    all_: Annotated[bool, typer.Option("--all", help="All that nobody ignores.")] = False,
) -> None:
    """Write what is declared in its place, and nothing else."""
    if bool(ids) == all_:
        raise typer.BadParameter("either names, or --all")
    described, _ = _described([tenant])
    outcome = drift.revert(described, tenant, ids or ())
    typer.echo(f"{outcome}")
    for change in outcome.changes:
        typer.echo(f"  {change}")
    for edit in outcome.lost:
        typer.echo(f"  overwritten, made by somebody else meanwhile: {edit}")


def _described(tenants: list[str] | None) -> tuple[Platform, tuple[str, ...]]:
    """The platform and these of its tenants, or all; raises `TenantUnknown`."""
    described = platform.describe(LauncherSettings().layout())
    chosen = Choices(tenants=tuple(tenants) if tenants else None).of(described.realms)
    return described, tuple(chosen)


def _watch(layout: Layout, tenants: tuple[str, ...], every: timedelta, *, as_json: bool) -> None:
    watch = Watch()
    with suppress(KeyboardInterrupt):
        while True:
            looked = drift.look_at(layout, tenants)
            now = utc_now().astimezone(VIETNAM)
            for event in watch.news(looked):
                typer.echo(_line(event, now, as_json=as_json))
            time.sleep(every.total_seconds())


def _line(event: Event, at: datetime, *, as_json: bool) -> str:
    if as_json:
        return json.dumps({"at": at.isoformat(), **event.as_json()}, ensure_ascii=False)
    return f"{at:%H:%M:%S} {event}"


def _show(found: Drift) -> None:
    typer.echo(f"{found.tenant}: {len(found.counting) or 'nothing'} changed by hand")
    for made in found.counting:
        typer.echo(f"  {made}")
        typer.echo(f"    {obstacle(made) or 'It can be adopted.'}")
    for each in found.let_pass:
        typer.echo(f"  {each.made}")
        typer.echo(f"    {each.ignored}")

"""``./egov realm emergency``."""

import json
import secrets
from datetime import datetime, timedelta
from typing import Annotated

import typer
from egov_kit.kit import utc_now
from egov_kit.vietnam import VIETNAM
from rich.table import Table

from egov_idp.cli.lasting import lasting
from egov_idp.local import emergencies, platform
from egov_idp.local.choices import Choices
from egov_idp.local.terminal import Terminal
from egov_idp.realms import emergency
from egov_idp.realms.emergency import Emergency, Switch
from egov_idp.settings import LauncherSettings

app = typer.Typer(
    help="Switch something off in all realms for a while; it comes back by itself.",
    no_args_is_help=True,
    add_completion=False,
)


For = Annotated[
    timedelta,
    typer.Option(
        "--for",
        parser=lasting(timedelta(minutes=1), "at most 30d"),
        metavar="TIME",
        help="72h, 90m, 3d.",
    ),
]
Reason = Annotated[str, typer.Option(help="Why; kept with it.")]
Tenants = Annotated[
    list[str] | None, typer.Option("--tenant", help="In this one alone; may be given again.")
]
Name = Annotated[str, typer.Argument(metavar="NAME")]


@app.command("disable-forgot-password")
def disable_forgot_password(lasts: For, reason: Reason = "", tenant: Tenants = None) -> None:
    """No link by mail for who forgot a password."""
    _begin(Switch(what="forgot-password"), lasts, reason, tenant)


@app.command("disable-client")
def disable_client(name: Name, lasts: For, reason: Reason = "", tenant: Tenants = None) -> None:
    """Nobody enters this module."""
    _begin(Switch(what="client", name=name), lasts, reason, tenant)


@app.command("disable-identity-provider")
def disable_provider(name: Name, lasts: For, reason: Reason = "", tenant: Tenants = None) -> None:
    """Nobody signs in through this one."""
    _begin(Switch(what="identity-provider", name=name), lasts, reason, tenant)


@app.command("disable-flow")
def disable_flow(name: Name, lasts: For, reason: Reason = "", tenant: Tenants = None) -> None:
    """No sign-in begins by this: browser, reset-credentials or first-broker-login."""
    _begin(Switch(what="flow", name=name), lasts, reason, tenant)


@app.command("list")
def list_emergencies(
    as_json: Annotated[bool, typer.Option("--json", help="An array of objects.")] = False,
) -> None:
    """What is off, where, until when and by whom."""
    found = emergency.read()
    if as_json:
        listed = [each.model_dump(mode="json") for each in found]
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    elif not found:
        typer.echo("Nothing is switched off.")
    else:
        Terminal().print(_table(found))


@app.command("end")
def end_emergency(id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Switch it on again before its time is over."""
    emergency.shorten(id_, utc_now())
    _settle()


def _begin(switch: Switch, lasts: timedelta, reason: str, tenants: list[str] | None) -> None:
    terminal, now = Terminal(), utc_now()
    described = platform.describe(LauncherSettings().layout())
    chosen = Choices(tenants=tuple(tenants) if tenants else None).of(described.realms)
    wanted = Emergency(
        id=f"{now.astimezone(VIETNAM):%Y%m%d-%H%M}-{secrets.token_hex(2)}",
        what=switch.what,
        name=switch.name,
        tenants=tuple(chosen),
        since=now,
        until=now + lasts,
        by=platform.applier(described.layout).who,
        reason=reason,
    )
    declared = emergencies.narrowed(described, wanted, terminal.note)
    if not declared.tenants:
        return
    emergency.begin(declared)
    terminal.note(f"{declared.id}: {switch} is off until {_moment(declared.until)}.")
    _settle()


def _settle() -> None:
    described = platform.describe(LauncherSettings().layout())
    if not emergencies.settle(described, typer.echo, utc_now()):
        typer.echo("What was not reached is tried again by the platform while it runs.", err=True)
        raise typer.Exit(1)


def _table(found: tuple[Emergency, ...]) -> Table:
    table = Table("Id", "Off", "Where", "Until", "By", "Why", box=None, pad_edge=False)
    for each in found:
        where = f"{len(each.tenants)} realms" if len(each.tenants) > 3 else ", ".join(each.tenants)
        row = (each.id, str(each.switch), where, _moment(each.until), each.by, each.reason)
        table.add_row(*row)
    return table


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"

"""``./egov realm keys``."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

import typer
from egov_kit.module import Module
from egov_kit.vietnam import VIETNAM
from rich.table import Table

from egov_idp.cli.lasting import lasting
from egov_idp.client_keys import ClientKeys
from egov_idp.errors import IdpError
from egov_idp.local import platform, rotation
from egov_idp.local.choices import Choices
from egov_idp.local.errors import ModuleUnknown, RotationUnderWay
from egov_idp.local.platform import Platform
from egov_idp.local.terminal import Terminal
from egov_idp.realms.clients import key_ref
from egov_idp.realms.modules import of_realm
from egov_idp.settings import LauncherSettings

SHORTEST: Final = timedelta(minutes=2)
"""A request that was signed with the old key is good for one minute."""

_USUAL: Final = timedelta(hours=1)

app = typer.Typer(
    help="The keys with which modules prove to Keycloak who they are.",
    no_args_is_help=True,
    add_completion=False,
)

Overlap = Annotated[
    timedelta | None,
    typer.Option(
        parser=lasting(SHORTEST, "from 2m to 30d"),
        metavar="TIME",
        help="How long the old key is still taken: 90m, 3d; an hour if not said.",
    ),
]
Tenants = Annotated[
    list[str] | None, typer.Option("--tenant", help="In this one alone; may be given again.")
]
AsJson = Annotated[bool, typer.Option("--json", help="An array of objects.")]


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """The keys of one module; moments as RFC 3339 says, None where there is none."""

    tenant: str
    module: str
    key: str | None
    since: str | None
    next: str | None
    former: str | None
    former_until: str | None


@app.command("rotate")
def rotate_key(
    module: Annotated[str, typer.Argument(metavar="MODULE")],
    overlap: Overlap = None,
    tenant: Tenants = None,
    as_json: AsJson = False,
) -> None:
    """Let a module sign with a new key; nobody's sign-in fails, and nothing is started anew."""
    described = _platform()
    known = _module(module)
    chosen = list(_chosen(described, tenant))
    failed, changed = [], []
    for each in chosen:
        try:
            until = rotation.rotate(described, each, known, overlap or _USUAL).until
            changed.append(each)
            if not as_json:
                typer.echo(
                    f"{each}: {module} has a new key; the old one is taken until {_at(until)}"
                )
        except IdpError as error:
            failed.append(error)
            typer.secho(str(error), fg="red", err=True)
    if as_json:
        _tell_programs([_shown(described, each, known) for each in changed])
    # What an earlier run was killed after is no mistake of this one.
    if not changed or any(not isinstance(each, RotationUnderWay) for each in failed):
        raise typer.Exit(1)


@app.command("list")
def list_keys(tenant: Tenants = None, as_json: AsJson = False) -> None:
    """Which key each module signs with since when, and until when the one before is taken."""
    described = _platform()
    shown = [
        _shown(described, each, module)
        for each in _chosen(described, tenant)
        for module in of_realm()
    ]
    if as_json:
        _tell_programs(shown)
    else:
        Terminal().print(_table(shown))


def _platform() -> Platform:
    return platform.describe(LauncherSettings().layout())


def _chosen(described: Platform, tenants: Sequence[str] | None) -> Iterator[str]:
    yield from Choices(tenants=tuple(tenants) if tenants else None).of(described.realms)


def _module(name: str) -> Module:
    modules = {each.name: each for each in of_realm()}
    if name not in modules:
        raise ModuleUnknown(name, list(modules))
    return modules[name]


def _shown(described: Platform, tenant: str, module: Module) -> _Shown:
    keys = ClientKeys(described.secrets, key_ref(tenant, module))
    current, following, former = keys.find_current(), keys.find_next(), keys.find_former()
    return _Shown(
        tenant=tenant,
        module=module.name,
        key=current.kid if current else None,
        since=_rfc3339(current.since if current else None),
        next=following.kid if following else None,
        former=former.kid if former else None,
        former_until=_rfc3339(former.until if former else None),
    )


def _tell_programs(shown: Sequence[_Shown]) -> None:
    typer.echo(json.dumps([asdict(each) for each in shown], ensure_ascii=False, indent=2))


def _table(shown: Sequence[_Shown]) -> Table:
    table = Table("Tenant", "Module", "Key", "Since", "Beside it", box=None, pad_edge=False)
    for each in shown:
        table.add_row(each.tenant, each.module, each.key or "–", _read(each.since), _beside(each))
    return table


def _beside(shown: _Shown) -> str:
    if shown.next:
        return f"{shown.next} is to follow: give the command again"
    return f"{shown.former} until {_read(shown.former_until)}" if shown.former else ""


def _rfc3339(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(moment: str | None) -> str:
    return _at(datetime.fromisoformat(moment)) if moment else "–"


def _at(moment: datetime | None) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if moment else "–"

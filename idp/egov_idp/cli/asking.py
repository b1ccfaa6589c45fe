"""What ``./egov person`` and ``./egov unit`` have in common: whom they ask, and how they answer."""

import json
from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from egov_idp.local import choices, people
from egov_idp.local.terminal import Terminal
from egov_idp.people.client import PeopleApi
from egov_idp.realms import load_all
from egov_idp.settings import LauncherSettings

Tenant = Annotated[
    str | None, typer.Option(help="Whose people; the platform's first tenant if not said.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One object, for programs.")]


def people_api(tenant: str | None) -> PeopleApi:
    """The people API of that tenant, asked by whoever is at the terminal."""
    settings = LauncherSettings()
    layout = settings.layout()
    of = tenant or next(iter(choices.read(layout).of(load_all())))
    return PeopleApi(socket=people.socket(layout), tenant=of, claim=settings.operator)


def tell(
    told: dict[str, Any], *, as_json: bool, shown: Callable[[dict[str, Any]], RenderableType]
) -> None:
    """Print an answer, for programs as it came, for people as ``shown``."""
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        Terminal().print(shown(told))

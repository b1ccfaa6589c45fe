"""``./egov accounts``."""

import json
from typing import Annotated

import typer

from egov_idp.local import platform, tables
from egov_idp.local.choices import Choices
from egov_idp.local.terminal import Terminal
from egov_idp.people.accounts import accounts
from egov_idp.policy.day import today
from egov_idp.settings import LauncherSettings


def list_accounts(
    tenants: Annotated[
        list[str] | None, typer.Argument(metavar="[TENANT]...", help="Of these alone.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="An array of objects.")] = False,
) -> None:
    """The accounts to sign in with, tenant by tenant."""
    described = platform.describe(LauncherSettings().layout())
    settings = described.settings
    chosen = Choices(tenants=tuple(tenants) if tenants else None).of(settings.tenants)
    found = accounts(described.secrets, chosen, on=today(), scheme=settings.scheme)
    if as_json:
        text = json.dumps([each.as_json() for each in found], ensure_ascii=False, indent=2)
        typer.echo(text)
    else:
        Terminal().print(tables.accounts(found))

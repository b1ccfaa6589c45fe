"""``./egov doctor``."""

import json
from typing import Annotated

import typer

from egov_idp.local import tables
from egov_idp.local.doctor import examine, examine_for_production
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings


def examine_platform(
    production: Annotated[
        bool, typer.Option("--production", help="The list to pass before people's real work.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object, for programs.")] = False,
) -> None:
    """Check the machine and what runs on it; whatever is wrong names its fix.

    Exit code 0 if nothing failed, 1 otherwise; a warning is no failure. With --production what
    could not be asked is one. Nothing is changed.
    """
    layout = LauncherSettings().layout()
    found = examine_for_production(layout) if production else examine(layout)
    bad = {"failed", "skipped"} if production else {"failed"}
    well = all(each.state not in bad for each in found)
    if as_json:
        said = {"ok": well, "checks": [each.as_json() for each in found]}
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        Terminal().print(tables.findings(found))
    raise typer.Exit(0 if well else 1)

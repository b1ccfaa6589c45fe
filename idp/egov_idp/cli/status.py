"""``./egov status``."""

import json
from typing import Annotated

import typer

from egov_idp.local import status, tables
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings


def show_status(
    as_json: Annotated[bool, typer.Option("--json", help="One object, for programs.")] = False,
) -> None:
    """What runs: each process, its state, pid, port, since when it serves.

    Exit code 0 if everything serves, 3 if the platform is not running or only in part.
    """
    found = status.look(LauncherSettings().layout())
    if as_json:
        typer.echo(json.dumps(found.as_json(), default=lambda moment: moment.isoformat(), indent=2))
    else:
        terminal = Terminal()
        behind = f" (pid {found.pid})" if found.pid else ". Start it: ./egov up"
        terminal.note(f"The platform is {found.state}{behind}")
        terminal.print(tables.processes(found))
        terminal.print(tables.tenants(found))
    raise typer.Exit(found.exit_code)

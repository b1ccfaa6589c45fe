"""``./egov backup``."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from egov_idp.local.backup import making
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings


def back_up_platform(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the manifest alone.")] = False,
) -> None:
    """Write directory, databases, realms and keys into one file, running or not.

    A platform that runs stands still for a moment, so that all parts are of the same one. The file
    holds every key and password.
    """
    terminal = Terminal(Console(stderr=True, highlight=False)) if as_json else Terminal()
    manifest = making.run(LauncherSettings(), terminal, file.absolute())
    if as_json:
        typer.echo(manifest.model_dump_json(indent=2))

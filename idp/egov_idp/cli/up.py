"""``./egov up``."""

from typing import Annotated

import typer

from egov_idp.local import detached, up
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings


def run_platform(
    detach: Annotated[
        bool, typer.Option("--detach", help="Return when everything serves; it goes on behind.")
    ] = False,
    background: Annotated[bool, typer.Option("--background", hidden=True)] = False,
) -> None:
    """Install what is missing, start everything, print addresses and accounts.

    Ctrl-C stops it; with --detach, ./egov down does.
    """
    settings, terminal = LauncherSettings(), Terminal()
    if detach:
        raise typer.Exit(detached.run(settings.layout(), terminal))
    raise typer.Exit(up.run(settings, terminal, background=background))

"""``./egov restore``."""

from pathlib import Path
from typing import Annotated

import typer

from egov_idp.local.backup import restoring
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings


def restore_platform(
    file: Annotated[Path, typer.Argument(help="A file that ./egov backup wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Replace the data that is there.")] = False,
) -> None:
    """Bring back what ./egov backup wrote, after it was checked whole; the platform must not run.

    Data that is there is kept in a folder beside.
    """
    restoring.run(LauncherSettings(), Terminal(), file.absolute(), replace=yes)

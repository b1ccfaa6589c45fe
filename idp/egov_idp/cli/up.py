"""``./egov up``."""

import typer

from egov_idp.local import up
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings


def run_platform() -> None:
    """Install what is missing, start everything, print addresses and accounts. Ctrl-C stops it."""
    raise typer.Exit(up.run(LauncherSettings(), Terminal()))

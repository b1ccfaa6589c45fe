"""``./egov reset``."""

import sys
from typing import Annotated

import typer

from egov_idp.local import reset
from egov_idp.local.errors import ResetUnconfirmed
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings


def reset_platform(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Bring the platform back to the seed: what people did since is lost, secrets stay.

    What runs is stopped; what ran in the background is started again.
    """
    layout = LauncherSettings().layout()
    if not yes:
        if not sys.stdin.isatty():
            raise ResetUnconfirmed(layout.var)
        typer.confirm(f"This removes {reset.WHAT} of {layout.var}. Go on?", abort=True)
    raise typer.Exit(reset.run(layout, Terminal()))

"""``./egov up``."""

from typing import Annotated

import typer

from egov_idp.local import choices, detached, up
from egov_idp.local.terminal import Terminal
from egov_idp.realms import load_all
from egov_idp.settings import LauncherSettings


def run_platform(
    detach: Annotated[
        bool, typer.Option("--detach", help="Return when everything serves; it goes on behind.")
    ] = False,
    tenants: Annotated[
        str | None,
        typer.Option(help="Names of realms/ with commas between, or all; kept for later starts."),
    ] = None,
    tls: Annotated[
        bool | None, typer.Option("--tls/--no-tls", help="Serve https; kept for later starts.")
    ] = None,
    domain: Annotated[
        str | None, typer.Option(help="The name that addresses end in, with --tls; kept.")
    ] = None,
    background: Annotated[bool, typer.Option("--background", hidden=True)] = False,
) -> None:
    """Install what is missing, start everything, print addresses and accounts.

    Ctrl-C stops it; with --detach, ./egov down does.
    """
    settings, terminal = LauncherSettings(), Terminal()
    layout = settings.layout()
    chosen = choices.read(layout).with_addresses(tls=tls, domain=domain)
    if tenants is not None:
        chosen = chosen.with_tenants(tenants, load_all())
    if detach:
        raise typer.Exit(detached.run(layout, terminal, chosen))
    raise typer.Exit(up.run(settings, terminal, chosen, background=background))

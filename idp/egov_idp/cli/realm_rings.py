"""``./egov realm apply --ring``."""

from collections.abc import Sequence
from pathlib import Path

import typer

from egov_idp.cli import in_containers
from egov_idp.local import platform, rings
from egov_idp.local.rings import Asked
from egov_idp.reconcile import Outcome, Plan
from egov_idp.settings import LauncherSettings


def apply_in_rings(tenants: Sequence[str], plan: Path | None, allowed: Sequence[str]) -> None:
    """Bring what differs to the canary, the second ring and all others; people sign in between.

    Raises `NotInContainer` and whatever `rings.bring` does.
    """
    in_containers.refuse("realm apply --ring")
    described = platform.describe(LauncherSettings().layout())
    asked = Asked(tenants=tuple(tenants), plan=plan, allowed=tuple(allowed))
    rings.bring(described, asked, _show_plan, _Screen())


def _show_plan(ring: str, plan: Plan) -> None:
    typer.echo(f"{plan.tenant} ({ring}): {len(plan.changes) or 'no'} differences")
    for change in plan.changes:
        typer.echo(f"  {change}")


class _Screen:
    """What happens, line by line."""

    def ring(self, name: str, tenants: Sequence[str]) -> None:
        typer.echo(f"Ring {name}: {', '.join(tenants)}")

    def written(self, outcome: Outcome) -> None:
        typer.echo(f"  {outcome}")
        for edit in outcome.lost:
            typer.echo(f"    overwritten, made by somebody else meanwhile: {edit}")

    def checked(self, tenant: str) -> None:
        typer.echo(f"  {tenant}: people sign in")

"""``./egov bench``: each file of ``tests/bench`` is one benchmark."""

import subprocess
import sys
from typing import Annotated

import typer

from egov_idp.local.layout import ROOT
from egov_idp.settings import system_environment

FOLDER = ROOT / "tests" / "bench"


def run_benchmarks(
    names: Annotated[list[str] | None, typer.Argument(help="Which ones; all if none.")] = None,
) -> None:
    """Run the benchmarks."""
    chosen = [p for p in sorted(FOLDER.glob("*.py")) if not names or p.stem in names]
    if not chosen:
        typer.echo(f"No such benchmark in {FOLDER.relative_to(ROOT)}.", err=True)
        raise typer.Exit(1)
    for path in chosen:
        typer.echo(f"· {path.stem}")
        command = [sys.executable, "-m", f"tests.bench.{path.stem}"]
        code = subprocess.call(command, cwd=ROOT, env=system_environment())  # noqa: S603 - ours
        if code:
            raise typer.Exit(code)

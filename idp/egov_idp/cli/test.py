"""``./egov test``: everything that is needed to run the tests, then pytest."""

import os
import sys
from typing import Annotated

import typer

from egov_idp.local import assets, packages
from egov_idp.local.layout import ROOT
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}

NO_SERVER = ("tests/unit", "tests/conventions")


def run_tests(
    context: typer.Context,
    unit: Annotated[bool, typer.Option("--unit", help="Only what needs no server.")] = False,
    deep: Annotated[bool, typer.Option("--deep", help="Also what is sampled, whole.")] = False,
) -> None:
    """Run the tests. Whatever follows goes to pytest: `./egov test -k receipt -x`."""
    terminal = Terminal()
    layout = LauncherSettings().layout()
    packages.ensure(packages.FOR_ASSETS if unit else packages.FOR_TESTS, layout.logs, terminal)
    assets.build(terminal)
    os.chdir(ROOT)
    pytest = [sys.executable, "-m", "pytest", *_arguments(context.args, unit, deep)]
    os.execv(sys.executable, pytest)  # noqa: S606 - no shell wanted


def _arguments(extra: list[str], unit: bool, deep: bool) -> list[str]:
    sample = [] if deep else ["-m", "not deep"]
    return [*sample, *(NO_SERVER if unit else ()), *extra]

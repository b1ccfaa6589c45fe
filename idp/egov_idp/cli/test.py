"""``./egov test``: everything that is needed to run the tests, then pytest."""

import os
import sys
from typing import Annotated

import typer

from egov_idp.local import assets, engine, packages
from egov_idp.local.layout import ROOT
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}

NO_SERVER = ("tests/unit", "tests/conventions")
IN_CONTAINERS = ("tests/compose",)
BESIDE_EACH_OTHER = ("--numprocesses=2", "--dist=loadscope")
"""A whole run has two parts that share no server: `tests/support/sides.py`."""


def run_tests(
    context: typer.Context,
    unit: Annotated[bool, typer.Option("--unit", help="Only what needs no server.")] = False,
    deep: Annotated[bool, typer.Option("--deep", help="Also what is sampled, whole.")] = False,
    compose: Annotated[
        bool, typer.Option("--compose", help="The platform in containers; needs Docker.")
    ] = False,
) -> None:
    """Run the tests. Whatever follows goes to pytest: `./egov test -k receipt -x`."""
    terminal, layout = Terminal(), LauncherSettings().layout()
    if compose:
        engine.require()
        packages.ensure(packages.FOR_JOURNEYS, layout.logs, terminal)
    else:
        needed = packages.FOR_UNIT_TESTS if unit else packages.FOR_TESTS
        packages.ensure(needed, layout.logs, terminal)
        assets.build(terminal)
    os.chdir(ROOT)
    pytest = [sys.executable, "-m", "pytest", *_arguments(context.args, unit, deep, compose)]
    os.execv(sys.executable, pytest)  # noqa: S606 - no shell wanted


def _arguments(extra: list[str], unit: bool, deep: bool, compose: bool) -> list[str]:
    if compose:
        return [*IN_CONTAINERS, *extra]
    left_out = "not compose" if deep else "not compose and not deep"
    if unit:
        return ["-m", left_out, "--numprocesses=auto", *NO_SERVER, *extra]
    # Servers are started once, for tests one after the other; whoever asks for some sees them so.
    return ["-m", left_out, *(extra or BESIDE_EACH_OTHER)]

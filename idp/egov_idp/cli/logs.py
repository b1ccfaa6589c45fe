"""``./egov logs``."""

import time
from contextlib import suppress
from typing import Annotated

import typer

from egov_idp.local import log
from egov_idp.local.errors import LogUnknown
from egov_idp.local.layout import Layout
from egov_idp.local.log import Tail
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings


def show_logs(
    name: Annotated[str | None, typer.Argument(help="Whose log; all if none.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many of each.")] = 20,
) -> None:
    """The last lines of each process, of the launcher (egov) and of installations (apt)."""
    layout, terminal = LauncherSettings().layout(), Terminal()
    tails = _tails(layout, name)
    for of, tail in tails.items():
        _show(of, tail.last(lines), name, terminal)
    with suppress(KeyboardInterrupt):
        while follow:
            time.sleep(0.2)
            tails |= {of: tail for of, tail in _tails(layout, name).items() if of not in tails}
            for of, tail in tails.items():
                _show(of, tail.added(), name, terminal)


def _tails(layout: Layout, name: str | None) -> dict[str, Tail]:
    found = log.list_all(layout)
    if name and name not in found:
        raise LogUnknown(name, list(found))
    return {each: Tail(path) for each, path in found.items() if name in (None, each)}


def _show(of: str, lines: list[str], asked_for: str | None, terminal: Terminal) -> None:
    """One log is shown as it is, several with the name before each line."""
    for line in lines:
        if asked_for:
            typer.echo(line)
        else:
            terminal.say(of, line)

"""How long a step takes can be seen while it goes on."""

import io
import re
import time

from egov_idp.local.terminal import Terminal
from rich.console import Console


def until(written: io.StringIO, wanted: str) -> None:
    give_up = time.monotonic() + 10
    while not re.search(wanted, written.getvalue()):
        assert time.monotonic() < give_up, written.getvalue()
        time.sleep(0.01)


def test_where_lines_stay_every_now_and_then_one_tells_the_seconds() -> None:
    written = io.StringIO()
    terminal = Terminal(Console(file=written), every=0.01)

    with terminal.step("Front end"):
        until(written, r"  Front end: \d+ s …\n.*Front end: \d+ s …\n")

    lines = written.getvalue().splitlines()
    assert lines[0] == "· Front end …"
    assert re.fullmatch(r"✓ Front end \(\d+\.\d s\)", lines[-1])


def test_on_a_terminal_the_seconds_are_drawn_anew_and_leave_nothing() -> None:
    written = io.StringIO()
    terminal = Terminal(Console(file=written, force_terminal=True, width=80))

    with terminal.step("Front end"):
        until(written, r"  0 s")
        terminal.note("a line meanwhile")

    assert "a line meanwhile" in written.getvalue()
    assert "Front end" in written.getvalue().splitlines()[-1]


def test_a_step_that_fails_is_not_said_to_be_done() -> None:
    written = io.StringIO()
    terminal = Terminal(Console(file=written), every=0.01)
    try:
        with terminal.step("Front end"):
            raise ValueError
    except ValueError:
        told = written.getvalue()

    time.sleep(0.05)
    assert "✓" not in told
    assert written.getvalue() == told

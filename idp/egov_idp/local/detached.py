"""``./egov up --detach``: the same supervisor in the background, in a session of its own."""

import subprocess
import sys
import time

from egov_idp.local import log, platform, records, up
from egov_idp.local.choices import Choices
from egov_idp.local.layout import ROOT, Layout
from egov_idp.local.log import Tail
from egov_idp.local.terminal import Terminal

_COMMAND = (sys.executable, "-m", "egov_idp.cli", "up", "--background")


def run(layout: Layout, terminal: Terminal, chosen: Choices) -> int:
    """Start the platform and return when everything serves; answers the exit code.

    What the supervisor says goes to ``var/log/egov.log`` and, until it serves, to the terminal.
    """
    if running := records.find_supervisor(layout.run):
        terminal.note(f"The platform is running already (pid {running.pid}); nothing was done.")
        return 0
    output = log.path(layout, log.LAUNCHER)
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("ab") as file:
        tail = Tail(output, position=file.tell())
        child = subprocess.Popen(  # noqa: S603 - ourselves
            [*_COMMAND, *chosen.options()],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    return _wait(child, tail, layout, terminal)


def _wait(child: subprocess.Popen[bytes], tail: Tail, layout: Layout, terminal: Terminal) -> int:
    try:
        while not _serves(child, layout):
            ended = child.poll()
            _pass_on(tail, terminal)
            if ended is not None:
                return ended
            time.sleep(0.2)
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        _pass_on(tail, terminal)
        return 130
    _pass_on(tail, terminal)
    up.show(platform.describe(layout), terminal)
    terminal.note("All accounts: ./egov accounts. What runs: ./egov status. Stop: ./egov down.")
    return 0


def _serves(child: subprocess.Popen[bytes], layout: Layout) -> bool:
    found = records.find_supervisor(layout.run)
    return found is not None and found.pid == child.pid and found.phase == "serving"


def _pass_on(tail: Tail, terminal: Terminal) -> None:
    for line in tail.added():
        terminal.note(line)

"""``./egov down``: end the supervisor that runs, and with it everything it started, in order."""

import os
import select
import signal

from egov_idp.local import records
from egov_idp.local.errors import StopFailed
from egov_idp.local.layout import Layout
from egov_idp.local.process import end_stale
from egov_idp.local.records import SupervisorRecord
from egov_idp.local.supervisor import only_one
from egov_idp.local.terminal import Terminal

PATIENCE = 120.0
"""Seconds: each of the processes has ten before it is forced."""


def run(layout: Layout, terminal: Terminal) -> None:
    """Return when nothing of the platform runs any more; raises `StopFailed`."""
    supervisor = records.find_supervisor(layout.run)
    if supervisor is None:
        _end_left_behind(layout, terminal)
        return
    with terminal.step(f"Stopping the platform (pid {supervisor.pid})"):
        if not _end(supervisor, PATIENCE):
            raise StopFailed(f"was not over after {PATIENCE:.0f} s", supervisor.pid)


def _end(supervisor: SupervisorRecord, patience: float) -> bool:
    """Ask it to end and wait for it; False if it goes on. A handle means no later process."""
    try:
        handle = os.pidfd_open(supervisor.pid)
    except ProcessLookupError:
        return True
    try:
        if not supervisor.lives:
            return True
        signal.pidfd_send_signal(handle, signal.SIGTERM)
        end = select.poll()
        end.register(handle, select.POLLIN)
        return bool(end.poll(patience * 1000))
    finally:
        os.close(handle)


def _end_left_behind(layout: Layout, terminal: Terminal) -> None:
    with only_one(layout) as alone:
        names = end_stale(layout.run) if alone else []
    if not alone:
        terminal.note("The platform begins to start at this moment; run ./egov down again.")
    elif names:
        terminal.note(f"Ended what an earlier run left behind: {', '.join(names)}.")
    else:
        terminal.note(f"The platform is not running ({layout.var}); nothing was done.")

"""Ends the platform's processes when the supervisor is gone, even by kill -9.

A process of its own, run as a plain script so that it starts at once and stays small: it imports
nothing of ours. Each line on standard input names a process group: ``+123`` to guard it, ``-123``
to let it go. At the end of input every group still guarded gets SIGTERM, and SIGKILL three seconds
later.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable

PATIENCE = 3.0
"""Seconds between SIGTERM and SIGKILL: all is over within five."""


def main() -> None:
    """Read groups until the supervisor's end of the pipe closes, then end those that are left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    end(guarded(sys.stdin))


def guarded(lines: Iterable[str]) -> set[int]:
    """The groups that were named and not let go."""
    groups: set[int] = set()
    for line in lines:
        group = int(line[1:])
        groups.add(group) if line.startswith("+") else groups.discard(group)
    return groups


def end(groups: set[int], patience: float = PATIENCE) -> None:
    """Ask every group to end, wait, then force those that did not."""
    for group in groups:
        send(group, signal.SIGTERM)
    give_up = time.monotonic() + patience
    while time.monotonic() < give_up and any(is_alive(group) for group in groups):
        time.sleep(0.05)
    for group in groups:
        send(group, signal.SIGKILL)


def send(group: int, number: int) -> None:
    """Signal a process group that may be gone already."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return


def is_alive(group: int) -> bool:
    """Whether a process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main()

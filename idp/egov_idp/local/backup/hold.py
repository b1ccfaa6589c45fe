"""Keeps the platform's writers still while their data is copied."""

import signal
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from egov_idp.local import guardian
from egov_idp.local.backup import pause
from egov_idp.local.backup.errors import PauseTooLong

LONGEST: Final = 15.0
"""Seconds after which everything goes on, copied or not."""


@contextmanager
def held(groups: Collection[int], within: float = LONGEST) -> Iterator[None]:
    """No process of these groups runs inside the block.

    They go on when the block is left, when ``within`` seconds are over, and when we are killed.
    Raises `PauseTooLong` at the end of a block during which they went on.
    """
    if not groups:
        yield
        return
    with _pause(groups, within) as asked:
        assert asked.stdin  # noqa: S101 - pipes below
        assert asked.stdout  # noqa: S101 - pipes below
        try:
            if asked.stdout.readline() != b"held\n":
                raise PauseTooLong(within)
            yield
            asked.stdin.close()
            if asked.stdout.read() != b"in time\n":
                raise PauseTooLong(within)
        finally:
            asked.stdin.close()
            # The pause may have been killed itself.
            for group in groups:
                guardian.send(group, signal.SIGCONT)


def _pause(groups: Collection[int], within: float) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-I", "-S", pause.__file__, str(within), *map(str, groups)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )

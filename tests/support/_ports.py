"""Ports for a platform of its own, so that test runs beside each other do not meet."""

import random
import socket
from contextlib import ExitStack, suppress
from dataclasses import fields

from egov_idp.local.layout import Ports

# Below those the kernel gives to whoever opens a connection: one of these would be taken again
# before a server of ours listens.
_FROM, _TO = 10_000, 32_000


def free_ports() -> Ports:
    """Ports that nobody listens on."""
    with ExitStack() as open_ones:
        return Ports(**{each.name: _take(open_ones) for each in fields(Ports)})


def _take(open_ones: ExitStack) -> int:
    while True:
        attempt = open_ones.enter_context(socket.socket())
        with suppress(OSError):
            attempt.bind(("127.0.0.1", random.randrange(_FROM, _TO)))  # noqa: S311 - no secret
            return int(attempt.getsockname()[1])

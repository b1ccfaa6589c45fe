"""Ports for a platform of its own, so that test runs beside each other do not meet."""

import socket
from contextlib import ExitStack
from dataclasses import fields

from egov_idp.local.layout import Ports


def free_ports() -> Ports:
    """Ports that nobody listens on."""
    with ExitStack() as open_ones:
        found = {each.name: open_ones.enter_context(socket.socket()) for each in fields(Ports)}
        for each in found.values():
            each.bind(("127.0.0.1", 0))
        return Ports(**{name: each.getsockname()[1] for name, each in found.items()})

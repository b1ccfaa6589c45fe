"""A WSGI app on a socket in a folder, in a thread of the process that serves the people API.

It is for a few commands a day, one after the other. Only the user of the operating system who runs
the platform can open it.
"""

import os
import socket
import struct
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from egov_idp.sockets import short_path
from egov_idp.users import login_name

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

MODE: Final = 0o600
SILENCE: Final = 10.0
"""Seconds after which a caller that says nothing is hung up on."""
_CREDENTIALS: Final = struct.Struct("=iII")  # pid, uid, gid


def listen(app: "WSGIApplication", path: Path) -> "Listener":
    """Serve ``app`` there from now on, until `Listener.close`; an older socket is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    opened = Listener(_bound(path))
    opened.set_app(app)
    threading.Thread(target=opened.serve_forever, name="operator", daemon=True).start()
    return opened


class Listener(WSGIServer):
    """The server; one caller at a time."""

    address_family = socket.AF_UNIX

    def __init__(self, bound: socket.socket) -> None:
        super().__init__(("", 0), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = bound
        # What the base class reads from an address of the network.
        self.server_name, self.server_port = "localhost", 0
        self.setup_environ()

    def get_request(self) -> tuple[socket.socket, Any]:
        """The caller has no address, but is a user of this machine: the kernel says which."""
        caller, _ = self.socket.accept()
        said = caller.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        return caller, ("local", _CREDENTIALS.unpack(said)[1])

    def close(self) -> None:
        """Serve no more."""
        self.shutdown()
        self.server_close()


class _Handler(WSGIRequestHandler):
    timeout = SILENCE

    def get_environ(self) -> dict[str, Any]:
        """What WSGI asks for, and the login name of who calls."""
        return {**super().get_environ(), "REMOTE_USER": login_name(self.client_address[1])}

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: an address of ours holds somebody's user name."""


def _bound(path: Path) -> socket.socket:
    """A listening socket, put in its place whole: with its mode, and ready to be called."""
    beside = path.with_name(f".{path.name}.new")
    with suppress(FileNotFoundError):
        beside.unlink()
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    os.fchmod(opened.fileno(), MODE)  # before it has a name, so that no umask decides
    with short_path(beside) as name:
        opened.bind(name)
    opened.listen(8)
    beside.replace(path)
    return opened

"""A relay before a TCP server that can cut what goes through it."""

import select
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_RESET_AT_CLOSE = struct.pack("ii", 1, 0)


class Relay:
    """Listens on a free ``port`` of 127.0.0.1 until closed."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._open: set[socket.socket] = set()
        self._cuts = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    @contextmanager
    def cutting(self) -> Iterator[None]:
        """End all connections, and each new one as soon as it is made."""
        self._cuts = True
        self._end_all()
        try:
            yield
        finally:
            self._cuts = False

    def close(self) -> None:
        """Listen no more and end all connections."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._end_all()

    def _serve(self) -> None:
        with suppress(OSError):  # closed
            while True:
                came, _ = self._listener.accept()
                if self._cuts:
                    came.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_CLOSE)
                    came.close()
                else:
                    threading.Thread(target=self._join, args=(came,), daemon=True).start()

    def _join(self, came: socket.socket) -> None:
        with (
            suppress(OSError),
            came,
            socket.create_connection(("127.0.0.1", self._target)) as there,
        ):
            self._open.add(came)
            other = {came: there, there: came}
            while ready := select.select([came, there], [], [])[0]:
                for each in ready:
                    if not (data := each.recv(65536)):
                        return
                    other[each].sendall(data)

    def _end_all(self) -> None:
        for each in tuple(self._open):
            with suppress(OSError):  # has ended by itself
                each.shutdown(socket.SHUT_RDWR)
        self._open.clear()

"""The sockets below `Connections`: where a connection really goes, and when it must be over."""

import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import httpcore

from egov_kit.op.origin import Origin


class Deadline:
    """When the current call of this thread must be over.

    httpcore limits each read alone, so a server that sends a byte now and then could hold a
    thread for ever: every socket operation is cut down to what is left of the call's time. How
    long a name may take to resolve is the resolver's own limit (``resolv.conf``), not ours.
    """

    def __init__(self) -> None:
        self._local = threading.local()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Give all that happens inside ``seconds`` in total."""
        self._local.end = time.monotonic() + seconds
        try:
            yield
        finally:
            del self._local.end

    def left(self, timeout: float | None, late: type[Exception]) -> float:
        """What an operation may still take; raises ``late`` when nothing is left."""
        left: float = self._local.end - time.monotonic()
        if left <= 0:
            raise late("the call took too long")
        return left if timeout is None else min(left, timeout)


class Backend(httpcore.NetworkBackend):
    """Opens each connection to ``origin`` at ``connect_to`` if given; others go where they say.

    ``Host`` header and SNI stay those of the address, and TLS is verified against it.
    """

    def __init__(self, origin: Origin, connect_to: Origin | None, deadline: Deadline) -> None:
        self._named = (origin.host, origin.port)
        self._connect_to = connect_to
        self._deadline = deadline
        self._below = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to where that host really is."""
        if self._connect_to is not None and (host, port) == self._named:
            host, port = self._connect_to.host, self._connect_to.port
        stream = self._connect(_addresses(host, port), port, timeout, local_address, socket_options)
        return _Stream(stream, self._deadline)

    def _connect(
        self,
        addresses: Sequence[str],
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore.NetworkStream:
        """A connection to the first that answers, each within its share of what is left.

        A name given to the layer below would give each of its addresses all of that time.
        """
        *others, last = addresses
        for done, address in enumerate(others):
            share = self._deadline.left(timeout, httpcore.ConnectTimeout) / (len(addresses) - done)
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._below.connect_tcp(address, port, share, local_address, socket_options)
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        return self._below.connect_tcp(last, port, left, local_address, socket_options)


def _addresses(host: str, port: int) -> Sequence[str]:
    """Where ``host`` is, IPv6 and IPv4, in the order the system prefers; never empty."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


class _Stream(httpcore.NetworkStream):
    def __init__(self, below: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._below = below
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._below.read(max_bytes, self._deadline.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._below.write(buffer, self._deadline.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._below.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        below = self._below.start_tls(ssl_context, server_hostname, left)
        return _Stream(below, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 # httpcore's own signature
        return self._below.get_extra_info(info)

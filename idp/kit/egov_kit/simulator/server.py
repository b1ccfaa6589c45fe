"""A real HTTP server on loopback that can misbehave on the wire as well as in what it says."""

import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from egov_kit.simulator.wire import Call, Reply

_REMEMBERED = 5_000
_LONGEST_BODY = 1_000_000


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that hung up or did not like the certificate."""


class Loopback:
    """Serves ``answer`` on a port of 127.0.0.1 (a free one for 0) until closed.

    ``calls`` are the last 5,000 requests. Raises `OSError` when the port is taken.
    """

    def __init__(
        self,
        answer: Callable[[Call], Reply],
        tls: ssl.SSLContext | None = None,
        *,
        address: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._seen: deque[Call] = deque(maxlen=_REMEMBERED)
        self.connections = 0
        self._sockets: set[socket.socket] = set()
        self._closing = threading.Event()
        made = type("Server", (_Server,), {"address_family": _family(address)})
        self._server: ThreadingHTTPServer = made((address, port), _handler(self, answer, tls))
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.002,))
        self._thread.start()

    @property
    def calls(self) -> list[Call]:
        """The requests so far, the oldest first."""
        return list(self._seen)

    def close(self) -> None:
        """Stop, with every connection that is still open."""
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        for each in list(self._sockets):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                each.close()

    def wait(self, seconds: float) -> bool:
        """Sleep, but not longer than the server lives; False if it is being closed."""
        return not self._closing.wait(seconds)


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _handler(
    loopback: Loopback, answer: Callable[[Call], Reply], tls: ssl.SSLContext | None
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def setup(self) -> None:
            if tls is not None:
                self.request = tls.wrap_socket(self.request, server_side=True)
            super().setup()
            loopback.connections += 1
            loopback._sockets.add(self.connection)

        def finish(self) -> None:
            loopback._sockets.discard(self.connection)
            super().finish()
            if tls is not None:
                self.connection.close()  # the server knows only the socket below it

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            if length > _LONGEST_BODY:
                self.close_connection = True
                self._send(Reply(status=413, body={"error": "invalid_request"}))
                return
            parts = urlsplit(self.path)
            call = Call.of(
                self.command,
                parts.path,
                parts.query,
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length).decode("utf-8", "replace"),
            )
            loopback._seen.append(call)
            self._send(answer(call))

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = _serve  # noqa: N815

        def _send(self, reply: Reply) -> None:
            if reply.drop or (reply.stall and not loopback.wait(reply.stall)):
                self.close_connection = True
                return
            body = reply.encoded()
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.media_type)
            self.send_header("Content-Length", str(len(body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.trickle:
                self._drip(reply, body)
                return
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else body)
            self.wfile.flush()

        def _drip(self, reply: Reply, body: bytes) -> None:
            self.flush_headers()
            self.wfile.flush()
            self.close_connection = True
            for byte in b"X-Slow: yes\r\n\r\n" + body:
                if not loopback.wait(reply.trickle):
                    return
                self.wfile.write(bytes([byte]))
                self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler

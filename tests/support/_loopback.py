"""A real HTTP server on loopback that can misbehave on the wire as well as in what it says."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request as it came in."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]
    body: str = ""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What to answer, and how badly.

    ``stall`` waits that long before the first byte; ``trickle`` sends a byte each so many
    seconds, the head included; ``drop`` closes the connection without an answer.
    """

    status: int = 200
    body: Any = field(default_factory=dict)
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    stall: float = 0
    trickle: float = 0
    drop: bool = False

    def encoded(self) -> bytes:
        """The body's bytes: those given, or JSON of what was given."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that hung up or did not like the certificate."""


class Loopback:
    """Serves ``answer`` on a free port of 127.0.0.1 until closed; keeps every `Call`."""

    def __init__(self, answer: Callable[[Call], Reply], tls: ssl.SSLContext | None = None) -> None:
        self.calls: list[Call] = []
        self.connections = 0
        self._sockets: set[socket.socket] = set()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self, answer, tls))
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.002,))
        self._thread.start()

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

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def do_PUT(self) -> None:
            self._serve()

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            form = self.rfile.read(length).decode()
            parts = urlsplit(self.path)
            call = Call(
                method=self.command,
                path=parts.path,
                query=dict(parse_qsl(parts.query)),
                form=dict(parse_qsl(form)),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=form,
            )
            loopback.calls.append(call)
            self._send(answer(call))

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
            self.wfile.write(body)
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

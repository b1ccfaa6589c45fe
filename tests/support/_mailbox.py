"""A mail server on loopback that keeps what it is given."""

import email
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from socketserver import StreamRequestHandler, ThreadingTCPServer

_LINK = re.compile(r"http\S+")


@dataclass(kw_only=True)
class Mailbox:
    """Everything that was sent."""

    port: int
    mails: list[Message] = field(default_factory=list)

    def link(self) -> str:
        """The first link of the last mail."""
        parts = [p for p in self.mails[-1].walk() if p.get_content_type() == "text/plain"]
        body = parts[0].get_payload(decode=True)
        assert isinstance(body, bytes)
        found = _LINK.search(body.decode())
        assert found
        return found[0]


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mailbox that anybody may send to, for as long as the block."""
    opened = Mailbox(port=0)
    with ThreadingTCPServer(("127.0.0.1", 0), _handler(opened)) as server:
        opened.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield opened
        finally:
            server.shutdown()
            thread.join()


def _handler(opened: Mailbox) -> type[StreamRequestHandler]:
    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 ready")
            while line := self.rfile.readline():
                command = line.split()[0].upper()
                if command == b"QUIT":
                    return self._say("221 bye")
                if command == b"DATA":
                    self._say("354 go on")
                    self._take()
                self._say("250 taken")
            return None

        def _take(self) -> None:
            lines = iter(self.rfile.readline, b".\r\n")
            opened.mails.append(email.message_from_bytes(b"".join(lines)))

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    return Handler

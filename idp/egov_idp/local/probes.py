"""Questions by which a server shows, on its own machine, that it serves.

They are data, so that another process may ask them; they need the standard library alone, so that
asking costs little.
"""

import http.client
import socket
import ssl
from dataclasses import dataclass
from typing import Final

SECONDS: Final = 2
_ANONYMOUS_BIND: Final = bytes.fromhex("300c020101600702010304008000")  # RFC 4511
_LDAP_MESSAGE: Final = b"\x30"
_SMTP_READY: Final = b"220"


@dataclass(frozen=True, kw_only=True)
class HttpProbe:
    """True if ``path`` is answered with 200; our names go in the header and in TLS alone.

    With ``trusted`` (a file, or empty for what the machine trusts) the question is put over TLS.
    """

    port: int
    host: str = ""
    path: str = "/healthz"
    address: str = "127.0.0.1"
    trusted: str | None = None

    def __call__(self) -> bool:
        """Ask once."""
        connection = http.client.HTTPConnection(self.address, self.port, timeout=SECONDS)
        try:
            if self.trusted is not None:
                self._secure(connection)
            connection.request("GET", self.path, headers={"Host": self.host} if self.host else {})
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _secure(self, connection: http.client.HTTPConnection) -> None:
        context = ssl.create_default_context(cafile=self.trusted or None)
        connection.connect()
        name = self.host.partition(":")[0]
        connection.sock = context.wrap_socket(connection.sock, server_hostname=name)


@dataclass(frozen=True, kw_only=True)
class LdapProbe:
    """True if a directory answers, be it with a refusal."""

    port: int

    def __call__(self) -> bool:
        """Ask once."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS) as connection:
                connection.sendall(_ANONYMOUS_BIND)
                return connection.recv(1) == _LDAP_MESSAGE
        except OSError:
            return False


@dataclass(frozen=True, kw_only=True)
class SmtpProbe:
    """True if a mail server greets."""

    port: int

    def __call__(self) -> bool:
        """Ask once."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS) as connection:
                return connection.recv(3) == _SMTP_READY
        except OSError:
            return False

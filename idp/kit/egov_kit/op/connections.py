"""Calls over kept connections: one time limit, one size limit, no redirects, nothing sent twice."""

import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpcore

from egov_kit.op.network import Backend, Deadline
from egov_kit.op.origin import Origin

TIMEOUT = 5.0
"""Seconds a whole call may take, from opening the connection to the last byte."""
MAX_BYTES = 256 * 1024
_KEPT_ALIVE = 10.0


@dataclass(frozen=True, kw_only=True)
class Received:
    """One whole answer."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def header(self, name: bytes) -> str:
        """The first header of that name, in small letters; empty if there is none."""
        found = next((value for each, value in self.headers if each.lower() == name), b"")
        return found.decode("latin-1")

    @property
    def media_type(self) -> str:
        """What the body is, without parameters; empty if nothing says it."""
        return self.header(b"content-type").partition(";")[0].strip().lower()


class Connections:
    """Connections that are kept; threads may share them.

    Those to ``origin`` are opened at ``connect_to`` if given. TLS is verified against the machine's
    authorities or ``ssl_context``. ``unreachable`` and ``misbehaved`` are what a failed call
    raises, with the reason. A request that failed half-way is an error and never sent again: a
    code or a refresh token in it may have been spent.
    """

    def __init__(
        self,
        origin: Origin,
        *,
        unreachable: type[Exception],
        misbehaved: type[Exception],
        connect_to: Origin | None = None,
        ssl_context: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        self._unreachable = unreachable
        self._misbehaved = misbehaved
        self._timeout = timeout
        self._deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context or _system_trust(origin.scheme),
            max_connections=20,
            max_keepalive_connections=5,
            keepalive_expiry=_KEPT_ALIVE,
            retries=0,
            network_backend=Backend(origin, connect_to, self._deadline),
        )

    def call(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        largest: int = MAX_BYTES,
    ) -> Received:
        """Ask once; the answer has ``largest`` bytes at most."""
        try:
            with self._deadline.within(self._timeout):
                return self._exchange(method, url, headers, body, largest)
        except httpcore.TimeoutException:
            raise self._unreachable("too slow") from None
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.UnsupportedProtocol,
        ) as error:
            raise self._unreachable(_why(error)) from None

    def close(self) -> None:
        """Close the connections that were kept."""
        self._pool.close()

    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, largest: int
    ) -> Received:
        usual = {"Accept": "application/json", "Accept-Encoding": "identity"}
        # A wait for a free connection is not a socket operation: it has its own limit.
        limits = {"timeout": {"pool": self._timeout}}
        sent = list({**usual, "User-Agent": "egov-kit", **headers}.items())
        with self._pool.stream(
            method, url, headers=sent, content=body, extensions=limits
        ) as response:
            return Received(
                status=response.status,
                headers=response.headers,
                body=self._read(response, largest),
            )

    def _read(self, response: httpcore.Response, largest: int) -> bytes:
        chunks, size = [], 0
        for chunk in response.iter_stream():
            size += len(chunk)
            if size > largest:
                raise self._misbehaved("answer too long")
            chunks.append(chunk)
        return b"".join(chunks)


def _why(error: Exception) -> str:
    if isinstance(error.__context__, ssl.SSLCertVerificationError):
        return "its certificate is not trusted"
    return "no answer"


def _system_trust(scheme: str) -> ssl.SSLContext | None:
    return ssl.create_default_context() if scheme == "https" else None


def _hide_headers(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("receive_response_headers.complete")


# At DEBUG httpcore writes every response header, a Set-Cookie or Location among them.
logging.getLogger("httpcore.http11").addFilter(_hide_headers)

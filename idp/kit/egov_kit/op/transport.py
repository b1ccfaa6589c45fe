"""The only way to the sign-in server: one origin, one time limit, one size limit, no redirects."""

import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import httpcore

from egov_kit.errors import ProviderMisbehaved, ProviderUnreachable
from egov_kit.op.network import Backend, Deadline
from egov_kit.op.origin import connect_address, find_origin, issuer_origin
from egov_kit.op.strict_json import read_object

TIMEOUT = 5.0
"""Seconds a whole call may take, from opening the connection to the last byte."""
MAX_BYTES = 1_000_000
_KEPT_ALIVE = 10.0
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "egov-kit"}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One whole answer of the sign-in server."""

    status: int
    media_type: str
    body: bytes

    def json_object(self, *also: str) -> Mapping[str, object]:
        """The JSON object it holds; ``also`` are other media types; or `ProviderMisbehaved`."""
        if self.media_type not in ("application/json", *also):
            raise ProviderMisbehaved("answer is not application/json")
        try:
            return read_object(self.body)
        except ValueError as error:
            raise ProviderMisbehaved(f"answer is {error}") from None


class Transport:
    """Calls to the origin of one issuer; threads may share it.

    Nothing is ever sent twice: a request that failed half-way is an error, because a code or a
    refresh token may have been spent.
    """

    def __init__(
        self,
        issuer: str,
        *,
        connect_to: str | None = None,
        allow_http: bool = False,
        ssl_context: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        self.origin = issuer_origin(issuer, allow_http=allow_http)
        self._timeout = timeout
        self._deadline = Deadline()
        there = connect_address(connect_to, self.origin.scheme) if connect_to else None
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context or _system_trust(self.origin.scheme),
            max_connections=20,
            max_keepalive_connections=5,
            keepalive_expiry=_KEPT_ALIVE,
            retries=0,
            network_backend=Backend(there, self._deadline),
        )

    def get(self, url: str, *, bearer: str | None = None) -> Answer:
        """Read an address; raises `ProviderUnreachable` or `ProviderMisbehaved`."""
        headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
        return self._call("GET", url, headers, None)

    def post_form(self, url: str, form: str | Mapping[str, str]) -> Answer:
        """Send a form; raises `ProviderUnreachable` or `ProviderMisbehaved`."""
        body = form if isinstance(form, str) else urlencode(form)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._call("POST", url, headers, body.encode("ascii"))

    def close(self) -> None:
        """Close the connections that were kept."""
        self._pool.close()

    def _call(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        if find_origin(url) != self.origin:
            raise ProviderMisbehaved("address outside the issuer's origin")
        try:
            with self._deadline.within(self._timeout):
                return self._exchange(method, url, {**_HEADERS, **headers}, body)
        except httpcore.TimeoutException:
            raise ProviderUnreachable("too slow") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol):
            raise ProviderUnreachable("no answer") from None

    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        # A wait for a free connection is not a socket operation: it has its own limit.
        extensions = {"timeout": {"pool": self._timeout}}
        with self._pool.stream(
            method, url, headers=list(headers.items()), content=body, extensions=extensions
        ) as response:
            return Answer(
                status=response.status,
                media_type=_media_type(response.headers),
                body=_read_limited(response),
            )


def _read_limited(response: httpcore.Response) -> bytes:
    chunks, size = [], 0
    for chunk in response.iter_stream():
        size += len(chunk)
        if size > MAX_BYTES:
            raise ProviderMisbehaved("answer too long")
        chunks.append(chunk)
    return b"".join(chunks)


def _media_type(headers: list[tuple[bytes, bytes]]) -> str:
    found = next((value for name, value in headers if name.lower() == b"content-type"), b"")
    return found.decode("latin-1").partition(";")[0].strip().lower()


def _system_trust(scheme: str) -> ssl.SSLContext | None:
    return ssl.create_default_context() if scheme == "https" else None


def _hide_headers(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("receive_response_headers.complete")


# At DEBUG httpcore writes every response header, a Set-Cookie or Location among them.
logging.getLogger("httpcore.http11").addFilter(_hide_headers)

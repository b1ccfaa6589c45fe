"""The only way to the sign-in server: one origin, one time limit, one size limit, no redirects."""

import json
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlencode

from egov_kit.errors import ProviderMisbehaved, ProviderUnreachable
from egov_kit.op.connections import TIMEOUT, Connections
from egov_kit.op.origin import connect_address, find_origin, issuer_origin
from egov_kit.op.strict_json import read_object

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One whole answer of the sign-in server."""

    status: int
    media_type: str
    body: bytes
    dpop_nonce: str | None = None
    """What the next proof of a key must hold (RFC 9449 §8)."""

    def json_object(self, *also: str) -> Mapping[str, object]:
        """The JSON object it holds; ``also`` are other media types; or `ProviderMisbehaved`."""
        if self.media_type not in ("application/json", *also):
            raise ProviderMisbehaved("answer is not application/json")
        try:
            return read_object(self.body)
        except ValueError as error:
            raise ProviderMisbehaved(f"answer is {error}") from None


class Transport:
    """Calls to the origin of one issuer, and to ``origins`` beside it; threads may share it."""

    def __init__(
        self,
        issuer: str,
        *,
        connect_to: str | None = None,
        allow_http: bool = False,
        ssl_context: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT,
        origins: Collection[str] = (),
    ) -> None:
        self.origin = issuer_origin(issuer, allow_http=allow_http)
        # No http beside https, wherever we are.
        plain = self.origin.scheme == "http"
        self.origins = {self.origin, *(issuer_origin(o, allow_http=plain) for o in origins)}
        self._connections = Connections(
            self.origin,
            unreachable=ProviderUnreachable,
            misbehaved=ProviderMisbehaved,
            connect_to=connect_address(connect_to, self.origin.scheme) if connect_to else None,
            ssl_context=ssl_context,
            timeout=timeout,
        )

    def get(
        self, url: str, *, bearer: str | None = None, headers: Mapping[str, str] = NO_HEADERS
    ) -> Answer:
        """Read an address; raises `ProviderUnreachable` or `ProviderMisbehaved`."""
        known = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
        return self._call("GET", url, {**headers, **known}, None)

    def post_form(
        self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str] = NO_HEADERS
    ) -> Answer:
        """Send a form; raises `ProviderUnreachable` or `ProviderMisbehaved`."""
        known = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._call("POST", url, {**headers, **known}, urlencode(form).encode("ascii"))

    def send_json(
        self,
        method: Literal["POST", "PUT", "DELETE"],
        url: str,
        content: object,
        *,
        bearer: str,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Answer:
        """Send JSON; raises `ProviderUnreachable` or `ProviderMisbehaved`."""
        known = {"Content-Type": "application/json", "Authorization": f"Bearer {bearer}"}
        return self._call(method, url, {**headers, **known}, json.dumps(content).encode("ascii"))

    def close(self) -> None:
        """Close the connections that were kept."""
        self._connections.close()

    def _call(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        if find_origin(url) not in self.origins:
            raise ProviderMisbehaved("address outside the issuer's origin")
        received = self._connections.call(method, url, headers, body)
        return Answer(
            status=received.status,
            media_type=received.media_type,
            body=received.body,
            dpop_nonce=received.header(b"dpop-nonce") or None,
        )

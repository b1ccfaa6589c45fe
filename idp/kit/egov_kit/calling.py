"""Calls of other modules, in the name of the person of this request.

::

    sent = oidc.call("documents").post("/send", json={"to": "H17.08"})

Each call carries a token that was exchanged for that module alone; the person's own token never
leaves this module. A call takes 5 seconds at most, its answer 256 KiB; nothing is sent twice and no
redirect followed.
"""

import json as json_
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from egov_kit.calls import headers_for
from egov_kit.errors import CalleeMisbehaved, CalleeUnknown, CalleeUnreachable, CallUndeclared
from egov_kit.kit import Kit
from egov_kit.op.connections import MAX_BYTES, TIMEOUT, Connections
from egov_kit.op.origin import find_origin


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the other module answered, whatever its status."""

    status: int
    media_type: str
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 # JSON is anything
        """What the JSON in it says; raises `CalleeMisbehaved`."""
        if self.media_type not in ("application/json", "application/problem+json"):
            raise CalleeMisbehaved("answer is not JSON")
        try:
            return json_.loads(self.body)
        except (ValueError, RecursionError):
            raise CalleeMisbehaved("answer is not JSON") from None


class Callee:
    """Another module, as the person of this request may call it.

    Every method raises what `egov_kit.calls.token_for` raises, `CalleeUnreachable` (503) and
    `CalleeMisbehaved` (502). A ``path`` is below the address of the module in ``EGOV_APIS``. An
    answer has ``largest`` bytes at most.
    """

    def __init__(self, kit: Kit, audience: str, *, largest: int = MAX_BYTES) -> None:
        self._kit = kit
        self._audience = audience
        self._largest = largest

    def get(self, path: str, *, params: Mapping[str, str] | None = None) -> Reply:
        """Read something."""
        return self._call("GET", path, params, None)

    def post(self, path: str, *, json: object = None) -> Reply:
        """Send JSON."""
        return self._call("POST", path, None, json)

    def put(self, path: str, *, json: object = None) -> Reply:
        """Put JSON in a place."""
        return self._call("PUT", path, None, json)

    def delete(self, path: str) -> Reply:
        """Take something away."""
        return self._call("DELETE", path, None, None)

    def _call(
        self, method: str, path: str, params: Mapping[str, str] | None, content: object
    ) -> Reply:
        if self._audience not in self._kit.module.calls:
            raise CallUndeclared(self._kit.module.name, self._audience)
        base = self._kit.settings.apis.get(self._audience)
        if base is None:
            raise CalleeUnknown(self._audience)
        if not path.startswith("/"):
            raise ValueError(f"path {path!r} must begin with a slash")
        url = base.rstrip("/") + path
        headers = dict(headers_for(self._kit, self._audience, method, url))
        body = None
        if content is not None:
            body = json_.dumps(content).encode()
            headers["Content-Type"] = "application/json"
        asked = f"{url}?{urlencode(params)}" if params else url
        got = _line_to(base).call(method, asked, headers, body, largest=self._largest)
        return Reply(status=got.status, media_type=got.media_type, body=got.body)


_lines: dict[str, Connections] = {}
_lock = threading.Lock()


def close_all() -> None:
    """Close the connections that this process kept."""
    with _lock:
        for each in _lines.values():
            each.close()
        _lines.clear()


def _line_to(base: str) -> Connections:
    with _lock:
        if base not in _lines:
            origin = find_origin(base)
            if origin is None:
                raise CalleeUnknown(base)
            _lines[base] = Connections(
                origin,
                unreachable=CalleeUnreachable,
                misbehaved=CalleeMisbehaved,
                timeout=TIMEOUT,
            )
        return _lines[base]

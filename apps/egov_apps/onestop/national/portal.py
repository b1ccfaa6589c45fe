"""The national portal's side: where records go, and what its answers mean."""

import json
from pathlib import Path
from typing import Final

from egov_kit.op.connections import Connections
from egov_kit.op.origin import find_origin

from egov_apps.onestop.errors import PortalAway, PortalMisbehaved, RecordRefused
from egov_apps.onestop.national.records import Record

_LARGEST: Final = 64 * 1024
"""Bytes of an answer."""
_LATER: Final = frozenset({408, 425, 429})


class Portal:
    """An address that takes records by POST, with a bearer token kept in a file.

    The token is read at every call, so that a new one counts at once.
    """

    def __init__(self, url: str, token_file: Path | None) -> None:
        self._url = url
        self._token_file = token_file
        origin = find_origin(url)
        if origin is None:
            raise ValueError(f"{url!r} is no address")
        self._connections = Connections(origin, unreachable=PortalAway, misbehaved=PortalMisbehaved)

    def send(self, key: str, record: Record) -> None:
        """Tell one record; the same ``key`` is the same record sent again.

        Raises `PortalAway` for what may go well later and `RecordRefused` for what will not.
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": key, **self._proof()}
        body = json.dumps(record, ensure_ascii=False).encode()
        answer = self._connections.call("POST", self._url, headers, body, largest=_LARGEST)
        if 200 <= answer.status < 300:
            return
        if answer.status in _LATER or answer.status >= 500 or answer.status in (401, 403):
            raise PortalAway(f"the portal answered {answer.status}")
        raise RecordRefused(f"{answer.status}: {answer.body[:400].decode('utf-8', 'replace')}")

    def close(self) -> None:
        """Close the connections that were kept."""
        self._connections.close()

    def _proof(self) -> dict[str, str]:
        if self._token_file is None:
            return {}
        try:
            token = self._token_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise PortalAway(f"the token cannot be read: {error.strerror}") from error
        return {"Authorization": f"Bearer {token}"}

"""Orders to sign out, in Valkey: when each came, and when the last one came for each meaning."""

import json
from datetime import datetime
from typing import Final

from egov_kit.rows import ORDERS_REMEMBERED, Row
from egov_kit.rows.valkey.columns import moment_text, read_moment, seconds
from egov_kit.rows.valkey.server import Keys
from egov_kit.tables import digest

_ANY: Final = True
"""In the place of a ``sid``: whichever it is."""


class ValkeyLogouts:
    """See `egov_kit.rows.LogoutRows`."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._add = keys.script("add_logout")

    def add(self, row: Row) -> datetime:
        """Keep an order; answers when it came for the first time."""
        iss, sub, sid = row["iss"], row["sub"], row["sid"]
        meanings = [_means(iss, sub, sid), *([_means(iss, sub, _ANY)] if sub else [])]
        head = (row["id"], moment_text(row["came_at"]), seconds(ORDERS_REMEMBERED))
        return read_moment(self._add([*head, len(meanings), *meanings]))

    def came(self, *, iss: str, sub: str, sid: str | None, since: datetime) -> bool:
        """Whether one came later than ``since`` that means this sign-in."""
        meant = [_means(iss, None, sid), _means(iss, sub, sid), _means(iss, sub, None)]
        if sid is None:
            meant = [_means(iss, sub, _ANY)]
        found = self._keys.values(f"logout:{each}" for each in meant)
        return any(read_moment(each) > since for each in found if each)


def _means(iss: str, sub: str | None, sid: str | bool | None) -> str:
    return digest(json.dumps([iss, sub, sid]))

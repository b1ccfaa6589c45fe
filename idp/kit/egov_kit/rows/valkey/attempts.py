"""Sign-ins under way, in Valkey: a hash each, by the name that its browser shows."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from egov_kit.rows import NAME, Row
from egov_kit.rows.valkey.columns import Columns, moment_text, seconds
from egov_kit.rows.valkey.server import Keys
from egov_kit.tables import kit_attempt

_COLUMNS: Final = Columns(kit_attempt)


class ValkeyAttempts:
    """See `egov_kit.rows.AttemptRows`."""

    def __init__(self, keys: Keys) -> None:
        self._add = keys.script("add_attempt")
        self._take = keys.script("take_attempt")

    def add(
        self, row: Row, names: Collection[str], *, per_browser: int, in_all: int
    ) -> tuple[str, ...]:
        """Keep a new one of the browser that shows ``names``; answers which of those are over."""
        begun, ends, written = row["created_at"], row["expires_at"], _COLUMNS.write(row)
        times = (moment_text(begun), moment_text(ends), seconds(ends - begun))
        limits = (per_browser, in_all, len(names), *names)
        return tuple(self._add([row["id"][:NAME], *times, *limits, len(written), *written]))

    def take(self, attempt_id: str, browser: str, now: datetime) -> Row | None:
        """Remove and answer it, if it is that browser's and still lasts; once only."""
        found = self._take([attempt_id[:NAME], attempt_id, browser, moment_text(now)])
        if not found:
            return None
        return _COLUMNS.read(dict(zip(found[::2], found[1::2], strict=True)))

"""Forms that wait for their person, in Valkey: a hash for each session."""

import json
from datetime import datetime
from uuid import UUID

from egov_kit.rows import Row
from egov_kit.rows.valkey.columns import moment_text, seconds
from egov_kit.rows.valkey.server import Keys


class ValkeyDrafts:
    """See `egov_kit.rows.DraftRows`."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._change = keys.script("change_drafts")

    def add(self, row: Row, *, now: datetime, most: int) -> None:
        """Keep one, in the place of what that page had; the oldest of too many go."""
        about = {
            "ends": int(moment_text(row["expires_at"])),
            "staff_id": row["staff_id"],
            "action": row["action"],
        }
        texts = (row["page"], json.dumps(about), json.dumps(row["fields"], ensure_ascii=False))
        lasts = seconds(row["expires_at"] - now)
        self._change(["add", row["session_id"], moment_text(now), *texts, most, lasts])

    def hand_over(self, old_id: str, new_id: str, staff_id: UUID, now: datetime) -> bool:
        """Move those of one session, drop another person's; whether there were any to move."""
        return bool(self._change(["hand_over", old_id, moment_text(now), new_id, str(staff_id)]))

    def find(self, session_id: str, page: str, now: datetime) -> Row | None:
        """The one of a page."""
        about, typed = self._keys.fields(f"drafts:{session_id}", f"about:{page}", f"typed:{page}")
        if about is None or typed is None:
            return None
        row = json.loads(about)
        lasts = row["ends"] > int(moment_text(now))
        return {"action": row["action"], "fields": json.loads(typed)} if lasts else None

    def drop(self, session_id: str, action: str) -> None:
        """Forget those whose form goes there."""
        self._change(["drop", session_id, 0, action])

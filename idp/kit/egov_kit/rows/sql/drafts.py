"""Forms that wait for their person, in SQL."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from egov_kit.rows import Row
from egov_kit.rows.sql.transactions import Transactions
from egov_kit.tables import kit_draft

_t = kit_draft.c


class SqlDrafts:
    """See `egov_kit.rows.DraftRows`."""

    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def add(self, row: Row, *, now: datetime, most: int) -> None:
        """Keep one, in the place of what that page had; the oldest of too many go."""
        theirs = _t.session_id == row["session_id"]
        with self._in.writing() as db:
            db.execute(delete(kit_draft).where(_t.expires_at <= now))
            db.execute(delete(kit_draft).where(theirs, _t.page == row["page"]))
            kept = select(_t.id).where(theirs).order_by(_t.expires_at.desc())
            too_old = list(db.scalars(kept.offset(most - 1)))
            db.execute(delete(kit_draft).where(_t.id.in_(too_old)))
            db.execute(insert(kit_draft).values({**row, "id": secrets.token_hex(16)}))

    def hand_over(self, old_id: str, new_id: str, staff_id: UUID, now: datetime) -> bool:
        """Move those of one session, drop another person's; whether there were any to move."""
        theirs = _t.session_id == old_id
        with self._in.writing() as db:
            alien = (_t.staff_id != str(staff_id)) | (_t.expires_at <= now)
            db.execute(delete(kit_draft).where(theirs, alien))
            moved = update(kit_draft).where(theirs).values(session_id=new_id).returning(_t.id)
            return bool(db.execute(moved).all())

    def find(self, session_id: str, page: str, now: datetime) -> Row | None:
        """The one of a page."""
        which = (_t.session_id == session_id, _t.page == page, _t.expires_at > now)
        # A double click that met the end of the session may have kept the form twice.
        query = select(kit_draft).where(*which).order_by(_t.expires_at.desc()).limit(1)
        with self._in.reading() as db:
            found = db.execute(query).mappings().one_or_none()
        return dict(found) if found else None

    def drop(self, session_id: str, action: str) -> None:
        """Forget those whose form goes there."""
        with self._in.writing() as db:
            db.execute(delete(kit_draft).where(_t.session_id == session_id, _t.action == action))

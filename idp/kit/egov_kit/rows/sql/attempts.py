"""Sign-ins under way, in SQL."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from egov_kit.rows import NAME, Row
from egov_kit.rows.sql.transactions import Transactions
from egov_kit.tables import kit_attempt

_t = kit_attempt.c


class SqlAttempts:
    """See `egov_kit.rows.AttemptRows`."""

    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def add(
        self, row: Row, names: Collection[str], *, per_browser: int, in_all: int
    ) -> tuple[str, ...]:
        """Keep a new one of the browser that shows ``names``; answers which of those are over."""
        with self._in.writing() as db:
            db.execute(delete(kit_attempt).where(_t.expires_at <= row["created_at"]))
            _drop_oldest(db, in_all - 1)
            dropped = _make_room(db, names, per_browser - 1)
            db.execute(insert(kit_attempt).values(dict(row)))
        return dropped

    def take(self, attempt_id: str, browser: str, now: datetime) -> Row | None:
        """Remove and answer it, if it is that browser's and still lasts; once only."""
        which = (_t.id == attempt_id, _t.browser == browser, _t.expires_at > now)
        with self._in.writing() as db:
            query = delete(kit_attempt).where(*which).returning(*kit_attempt.c)
            found = db.execute(query).mappings().one_or_none()
        return dict(found) if found else None


def _make_room(db: Session, names: Collection[str], most: int) -> tuple[str, ...]:
    short = func.substr(_t.id, 1, NAME)
    known = list(db.scalars(select(short).where(short.in_(names)).order_by(_t.created_at)))
    kept = known[-most:]
    dropped = tuple(set(names) - set(kept))
    db.execute(delete(kit_attempt).where(short.in_(dropped)))
    return dropped


def _drop_oldest(db: Session, most: int) -> None:
    held = db.scalar(select(func.count()).select_from(kit_attempt)) or 0
    if held <= most:
        return
    oldest = select(_t.id).order_by(_t.expires_at).limit(held - most)
    db.execute(delete(kit_attempt).where(_t.id.in_(oldest)))

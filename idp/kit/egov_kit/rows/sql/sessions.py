"""Sign-in sessions, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Update, case, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from egov_kit.rows import IDLE, REMEMBERED, TOKENS, Outcome, Row, Which
from egov_kit.rows.sql import plain
from egov_kit.rows.sql.transactions import Transactions
from egov_kit.tables import kit_session

_t = kit_session.c
_FREED: Final = {"lease_id": None, "lease_until": None}
_LIVE: Final = _t.ended_at.is_(None)


class SqlSessions:
    """See `egov_kit.rows.SessionRows`."""

    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def add(self, row: Row, *, instead_of: str | None) -> None:
        """Keep a new one, end the one it follows, and clear away what is over."""
        now: datetime = row["created_at"]
        with self._in.writing() as db:
            if instead_of is not None:
                db.execute(_ending(now, _t.id == instead_of))
            db.execute(insert(kit_session).values(dict(row)))
            _prune(db, now)

    def find(self, session_id: str) -> Row | None:
        """The one with this id."""
        if (reader := self._in.plain) is not None:
            return plain.find(reader, session_id)
        with self._in.reading() as db:
            query = select(kit_session).where(_t.id == session_id)
            found = db.execute(query).mappings().one_or_none()
        return dict(found) if found else None

    def list(self, which: Which) -> Sequence[Row]:
        """Those, oldest first."""
        query = select(kit_session).where(*_where(which)).order_by(_t.created_at)
        with self._in.reading() as db:
            return [dict(row) for row in db.execute(query).mappings()]

    def set(self, session_id: str, values: Row) -> None:
        """Set columns; one that is gone does not come back by that."""
        with self._in.writing() as db:
            db.execute(update(kit_session).where(_t.id == session_id).values(dict(values)))

    def end(self, which: Which, now: datetime) -> int:
        """End those that have not, without their tokens and lease; answers how many."""
        with self._in.writing() as db:
            return len(db.execute(_ending(now, *_where(which)).returning(_t.id)).all())

    def mark_stale(self, which: Which, claims_at: datetime) -> int:
        """Set ``claims_at`` and raise ``version`` of those that have not ended."""
        values = {"claims_at": claims_at, "version": _t.version + 1}
        query = update(kit_session).where(*_where(which), _LIVE).values(values).returning(_t.id)
        with self._in.writing() as db:
            return len(db.execute(query).all())

    def lease(
        self, session_id: str, lease: str, *, now: datetime, until: datetime, unchanged: Row
    ) -> bool:
        """Give the lease unless it is taken, the session ended, or a column is not as given."""
        free = or_(_t.lease_until.is_(None), _t.lease_until <= now)
        same = [_t[name] == value for name, value in unchanged.items()]
        values = {"lease_id": lease, "lease_until": until}
        query = update(kit_session).where(_t.id == session_id, _LIVE, free, *same).values(values)
        with self._in.writing() as db:
            return db.execute(query.returning(_t.id)).one_or_none() is not None

    def leased_until(self, session_id: str) -> datetime | None:
        """When the lease runs out, if somebody has it."""
        with self._in.reading() as db:
            return db.scalar(select(_t.lease_until).where(_t.id == session_id))

    def give_back(self, session_id: str, lease: str, outcome: Outcome) -> None:
        """Write what the lease was for, if it is still this one, and free it."""
        values: dict[str, Any] = {**outcome.values, **_FREED}
        values |= {name: _t[name] + 1 for name in outcome.counted}
        if outcome.claims_at is not None:
            same = _t.version == outcome.version
            values["claims_at"] = case((same, outcome.claims_at), else_=_t.claims_at)
        which = (_t.id == session_id, _t.lease_id == lease, _LIVE)
        with self._in.writing() as db:
            db.execute(update(kit_session).where(*which).values(values))


def _where(which: Which) -> list[ColumnElement[bool]]:
    given = {
        "id": which.id,
        "iss": which.iss,
        "sub": which.sub,
        "staff_id": str(which.staff_id) if which.staff_id else None,
    }
    found = [_t[name] == value for name, value in given.items() if value]
    if which.sid:
        unknown = [_t.sid.is_(None)] if which.sub else []
        found.append(or_(_t.sid == which.sid, *unknown))
    if which.begun_by is not None:
        found.append(_t.created_at <= which.begun_by)
    return found


def _ending(now: datetime, *which: ColumnElement[bool]) -> Update:
    values = {"ended_at": now, **_FREED, **dict.fromkeys(TOKENS)}
    return update(kit_session).where(*which, _LIVE).values(values)


def _prune(db: Session, now: datetime) -> None:
    db.execute(_ending(now, or_(_t.seen_at < now - IDLE, _t.ends_at < now)))
    db.execute(delete(kit_session).where(_t.seen_at < now - REMEMBERED))

"""Orders to sign out, in SQL."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, insert, or_, select

from egov_kit.rows import ORDERS_REMEMBERED, Row
from egov_kit.rows.sql.transactions import Transactions
from egov_kit.tables import kit_logout

_t = kit_logout.c


class SqlLogouts:
    """See `egov_kit.rows.LogoutRows`."""

    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def add(self, row: Row) -> datetime:
        """Keep an order; answers when it came for the first time."""
        now: datetime = row["came_at"]
        with self._in.writing() as db:
            db.execute(delete(kit_logout).where(_t.came_at < now - ORDERS_REMEMBERED))
            first = db.scalar(select(_t.came_at).where(_t.id == row["id"]))
            if first is None:
                db.execute(insert(kit_logout).values(dict(row)))
        return first or now

    def came(self, *, iss: str, sub: str, sid: str | None, since: datetime) -> bool:
        """Whether one came later than ``since`` that means this sign-in."""
        which = (_t.iss == iss, _t.came_at > since, _means(sub, sid))
        with self._in.reading() as db:
            return bool(db.scalar(select(exists().where(*which))))


def _means(sub: str, sid: str | None) -> ColumnElement[bool]:
    if sid is None:
        return _t.sub == sub
    this_one = and_(_t.sid == sid, or_(_t.sub.is_(None), _t.sub == sub))
    return or_(this_one, and_(_t.sid.is_(None), _t.sub == sub))

"""Orders of the provider to sign out: remembered, because they can overtake a sign-in.

A logout token that comes while a code is being redeemed finds no session to end yet. So a sign-in
looks here once its session is stored, and an order is stored before it ends sessions: whichever
comes first, one of the two sees the other. An order that comes again ends nothing that was begun
since it first came.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, exists, insert, or_, select

from egov_kit.op import LogoutToken
from egov_kit.sessions import Subject
from egov_kit.store import Store
from egov_kit.tables import digest, kit_logout

REMEMBERED: Final = timedelta(minutes=15)
"""Longer than a logout token is good, and than a sign-in takes."""

_t = kit_logout.c


class Logouts:
    """The orders to one module of one tenant."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, token: LogoutToken) -> datetime:
        """Remember the order; answers when it came for the first time."""
        now, order = self._store.now(), digest(f"{token.iss} {token.jti}")
        row = {"id": order, "iss": token.iss, "sub": token.sub, "sid": token.sid, "came_at": now}
        with self._store.writing() as db:
            db.execute(delete(kit_logout).where(_t.came_at < now - REMEMBERED))
            first = db.scalar(select(_t.came_at).where(_t.id == order))
            if first is None:
                db.execute(insert(kit_logout).values(row))
        return first or now

    def came(self, subject: Subject, since: datetime) -> bool:
        """Whether an order to sign ``subject`` out came after ``since``."""
        which = (_t.iss == subject.iss, _t.came_at > since, _means(subject))
        with self._store.reading() as db:
            return bool(db.scalar(select(exists().where(*which))))


def _means(subject: Subject) -> ColumnElement[bool]:
    """An order with ``sid`` is for that sign-in alone, one without for every one of ``sub``."""
    this_one = and_(_t.sid == subject.sid, or_(_t.sub.is_(None), _t.sub == subject.sub))
    return or_(this_one, and_(_t.sid.is_(None), _t.sub == subject.sub))

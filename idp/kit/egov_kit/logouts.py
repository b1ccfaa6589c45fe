"""Orders of the provider to sign out: remembered, because they can overtake a sign-in.

A logout token that comes while a code is being redeemed finds no session to end yet. So a sign-in
looks here once its session is stored, and an order is stored before it ends sessions: whichever
comes first, one of the two sees the other. An order that comes again ends nothing that was begun
since it first came.
"""

from datetime import datetime

from egov_kit.sessions import Subject
from egov_kit.store import Store
from egov_kit.tables import digest


class Logouts:
    """The orders to one module of one tenant."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, *, iss: str, sub: str | None, sid: str | None, jti: str) -> datetime:
        """Remember the order ``jti``; answers when it came for the first time."""
        order = digest(f"{iss} {jti}")
        row = {"id": order, "iss": iss, "sub": sub, "sid": sid, "came_at": self._store.now()}
        return self._store.rows.logouts.add(row)

    def came(self, subject: Subject, since: datetime) -> bool:
        """Whether an order to sign ``subject`` out came after ``since``."""
        return self._store.rows.logouts.came(
            iss=subject.iss, sub=subject.sub, sid=subject.sid, since=since
        )

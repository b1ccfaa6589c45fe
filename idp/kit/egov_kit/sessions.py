"""Sign-in sessions: rows in SQL, found by an opaque cookie that is stored hashed.

A session is idle after 15 minutes, and ends at the latest 10 hours after the sign-in or with the
provider's own (the refresh token's end), whichever is first. An ended row stays for a day without
its tokens: it knows whose form is being sent when somebody comes back too late (`drafts`).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, delete, insert, or_, select, update

from egov_kit.op import TokenSet
from egov_kit.person import Person
from egov_kit.store import Store
from egov_kit.tables import digest, kit_session

IDLE: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=10)
TOUCH_EVERY: Final = timedelta(seconds=30)
"""A request writes the time it was seen at most this often."""
REMEMBERED: Final = timedelta(days=1)

_NO_TOKENS: Final = {"access_token": None, "refresh_token": None, "id_token": None}
_t = kit_session.c


@dataclass(frozen=True, kw_only=True)
class KeptSession:
    """One row of ``kit_session``; the tokens are `None` once it has ended."""

    id: str
    iss: str
    sub: str
    sid: str
    person: Person
    access_token: str | None
    refresh_token: str | None
    id_token: str | None
    created_at: datetime
    seen_at: datetime
    renewed_at: datetime
    version: int
    claims_at: datetime
    access_expires_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    retry_at: datetime | None
    failures: int
    refused: bool
    data: dict[str, Any]

    def live(self, now: datetime) -> bool:
        """Whether it still lets its person in (the access token apart)."""
        return self.ended_at is None and now < self.ends_at and now < self.seen_at + IDLE

    def token_good(self, now: datetime) -> bool:
        """Whether the access token has not expired."""
        return self.access_token is not None and now < self.access_expires_at


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whom the provider signed in: the key of a session is (iss, sub), of its round (iss, sid)."""

    iss: str
    sub: str
    sid: str


class Sessions:
    """The sessions of one module of one tenant."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def begin(
        self, subject: Subject, tokens: TokenSet, person: Person, old: KeptSession | None
    ) -> tuple[str, KeptSession]:
        """A new session and its cookie value; the browser's ``old`` one ends with it."""
        cookie = secrets.token_urlsafe(32)
        row = self._new_row(digest(cookie), subject, tokens, person)
        with self.store.writing() as db:
            if old is not None:
                row["data"] = _handed_on(old, subject, row["data"])
                db.execute(self._ending(_t.id == old.id))
            db.execute(insert(kit_session).values(row))
            self._prune(db.execute)
            found = db.execute(select(kit_session).where(_t.id == row["id"])).mappings().one()
        return cookie, _read(found)

    def find(self, cookie: str | None) -> KeptSession | None:
        """The session of a cookie, ended or not."""
        return self.find_by_id(digest(cookie)) if cookie else None

    def find_by_id(self, session_id: str) -> KeptSession | None:
        """The session with this id (the cookie's digest), ended or not."""
        with self.store.reading() as db:
            query = select(kit_session).where(_t.id == session_id)
            found = db.execute(query).mappings().one_or_none()
        return _read(found) if found else None

    def touch(self, session: KeptSession) -> None:
        """Note that the person is there."""
        now = self.store.now()
        if now - session.seen_at < TOUCH_EVERY:
            return
        with self.store.writing() as db:
            db.execute(update(kit_session).where(_t.id == session.id).values(seen_at=now))

    def keep_data(self, session_id: str, data: dict[str, Any]) -> None:
        """Keep what Flask's ``session`` holds for this person."""
        with self.store.writing() as db:
            db.execute(update(kit_session).where(_t.id == session_id).values(data=data))

    def end(self, session: KeptSession) -> None:
        """End one session; its tokens are dropped."""
        self._end(_t.id == session.id)

    def end_round(self, iss: str, sid: str, *, begun_by: datetime | None = None) -> int:
        """End every session of one sign-in at the provider; answers how many there were.

        ``begun_by`` leaves alone what was begun later.
        """
        return self._end(_t.iss == iss, _t.sid == sid, *_begun_by(begun_by))

    def end_subject(self, iss: str, sub: str, *, begun_by: datetime | None = None) -> int:
        """End every session of (iss, sub); ``begun_by`` as in `end_round`."""
        return self._end(_t.iss == iss, _t.sub == sub, *_begun_by(begun_by))

    def end_person(self, staff_id: UUID) -> int:
        """End every session of this person of the tenant."""
        return self._end(_t.staff_id == str(staff_id))

    def subjects_of(self, iss: str, sid: str) -> frozenset[str]:
        """The ``sub`` of every session of one sign-in at the provider."""
        query = select(_t.sub).where(_t.iss == iss, _t.sid == sid)
        with self.store.reading() as db:
            return frozenset(db.execute(query).scalars())

    def _end(self, *which: ColumnElement[bool]) -> int:
        with self.store.writing() as db:
            return len(db.execute(self._ending(*which).returning(_t.id)).all())

    def _ending(self, *which: ColumnElement[bool]) -> Any:  # noqa: ANN401 - SQLAlchemy's Update
        values = {"ended_at": self.store.now(), "lease_id": None, "lease_until": None}
        return update(kit_session).where(*which, _t.ended_at.is_(None)).values(values | _NO_TOKENS)

    def _prune(self, execute: Any) -> None:  # noqa: ANN401 - Session.execute is overloaded
        now = self.store.now()
        gone = or_(_t.seen_at < now - IDLE, _t.ends_at < now)
        execute(self._ending(gone))
        execute(delete(kit_session).where(_t.seen_at < now - REMEMBERED))

    def _new_row(
        self, session_id: str, subject: Subject, tokens: TokenSet, person: Person
    ) -> dict[str, Any]:
        now = self.store.now()
        return {
            "id": session_id,
            "iss": subject.iss,
            "sub": subject.sub,
            "sid": subject.sid,
            "staff_id": str(person.staff_id),
            "created_at": now,
            "seen_at": now,
            "version": 0,
            "id_token": tokens.id_token,
            "ends_at": end_of(tokens, begun=now),
            "data": {"csrf_token": secrets.token_hex(20)},
        } | renewal(tokens, person, now)


def end_of(tokens: TokenSet, *, begun: datetime) -> datetime:
    """When a session with these tokens ends at the latest."""
    longest = begun + LONGEST
    if tokens.refresh_token is None:
        return min(longest, tokens.expires_at)
    return min(longest, tokens.refresh_expires_at or longest)


def renewal(tokens: TokenSet, person: Person, now: datetime) -> dict[str, Any]:
    """The columns that a sign-in and a refresh set alike."""
    return {
        "claims": person.to_json(),
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "access_expires_at": tokens.expires_at,
        "renewed_at": now,
        "claims_at": now,
        "retry_at": None,
        "failures": 0,
        "refused": False,
        "lease_id": None,
        "lease_until": None,
    }


def _begun_by(moment: datetime | None) -> tuple[ColumnElement[bool], ...]:
    return () if moment is None else (_t.created_at <= moment,)


def _handed_on(old: KeptSession, subject: Subject, data: dict[str, Any]) -> dict[str, Any]:
    # Forms that the same person has open in other tabs stay good after a new sign-in.
    same = (old.iss, old.sub) == (subject.iss, subject.sub) and "csrf_token" in old.data
    return data | {"csrf_token": old.data["csrf_token"]} if same else data


def _read(row: RowMapping) -> KeptSession:
    names = KeptSession.__dataclass_fields__.keys() - {"person"}
    return KeptSession(person=Person.from_json(row["claims"]), **{n: row[n] for n in names})

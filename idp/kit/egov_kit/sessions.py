"""Sign-in sessions: kept on the server, found by an opaque cookie that is stored hashed.

A session is idle after 15 minutes, and ends at the latest 10 hours after the sign-in or with the
provider's own (the refresh token's end), whichever is first. An ended row stays for a day without
its tokens: it knows whose form is being sent when somebody comes back too late (`drafts`).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from egov_kit.op import ProofKey, TokenSet
from egov_kit.person import Person
from egov_kit.rows import IDLE, TOKENS, Row, SessionRows, Which
from egov_kit.seals import Seals
from egov_kit.store import Store
from egov_kit.tables import digest

LONGEST: Final = timedelta(hours=10)
TOUCH_EVERY: Final = timedelta(seconds=30)
"""A request writes the time it was seen at most this often."""
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When the rights of a session were read that must not be used any more."""


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """The tokens of a session as they lie in its row: opened when asked for, not before."""

    seals: Seals = field(repr=False)
    access_token: str | None = field(repr=False)
    refresh_token: str | None = field(repr=False)
    id_token: str | None = field(repr=False)
    dpop_key: str | None = field(repr=False)

    def open(self, name: str, session_id: str) -> str | None:
        """A token by its column; raises `SealBroken`."""
        found: str | None = getattr(self, name)
        return None if found is None else self.seals.open(found, f"{session_id}/{name}")


@dataclass(frozen=True, kw_only=True)
class KeptSession:
    """One row of ``kit_session``.

    The tokens are `None` once it has ended; asking for one raises `SealBroken` where it cannot be
    opened.
    """

    id: str
    iss: str
    sub: str
    sid: str | None
    person: Person
    sealed: Sealed
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
    agent: str | None
    """Which browser it is in, roughly."""

    def live(self, now: datetime) -> bool:
        """Whether it still lets its person in (the access token apart)."""
        return self.ended_at is None and now < self.ends_at and now < self.seen_at + IDLE

    @property
    def stale(self) -> bool:
        """Whether its rights have changed since they were read."""
        return self.claims_at == LONG_AGO

    def token_good(self, now: datetime) -> bool:
        """Whether the access token has not expired."""
        return self.sealed.access_token is not None and now < self.access_expires_at

    def usable(self, now: datetime) -> bool:
        """Whether its token is good and its rights are those it was given."""
        return self.token_good(now) and not self.stale

    @property
    def access_token(self) -> str | None:
        """The access token."""
        return self.sealed.open("access_token", self.id)

    @property
    def refresh_token(self) -> str | None:
        """The refresh token."""
        return self.sealed.open("refresh_token", self.id)

    @property
    def id_token(self) -> str | None:
        """The ID token of the sign-in."""
        return self.sealed.open("id_token", self.id)

    @property
    def key(self) -> ProofKey | None:
        """The key that its access tokens are bound to, if they are."""
        found = self.sealed.open("dpop_key", self.id)
        return ProofKey.of(found) if found else None


_COLUMNS: Final = KeptSession.__dataclass_fields__.keys() - {"person", "sealed"}


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whom the provider signed in: the key of a session is (iss, sub), of its round (iss, sid).

    An outside provider may not say which round it is.
    """

    iss: str
    sub: str
    sid: str | None


class Sessions:
    """The sessions of one module of one tenant."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def begin(
        self,
        subject: Subject,
        tokens: TokenSet,
        person: Person,
        old: KeptSession | None,
        key: ProofKey | None = None,
        *,
        agent: str | None = None,
    ) -> tuple[str, KeptSession]:
        """A new session and its cookie value; the browser's ``old`` one ends with it.

        ``key`` is what its access tokens are bound to, ``agent`` which browser that is.
        """
        cookie = secrets.token_urlsafe(32)
        row = self._new_row(digest(cookie), subject, tokens, person)
        row["agent"] = agent
        row["dpop_key"] = seal(self.store.seals, row["id"], "dpop_key", key.text if key else None)
        if old is not None:
            row["data"] = _handed_on(old, subject, row["data"])
        self._rows.add(row, instead_of=old.id if old else None)
        return cookie, self._read(row)

    def find(self, cookie: str | None) -> KeptSession | None:
        """The session of a cookie, ended or not."""
        return self.find_by_id(digest(cookie)) if cookie else None

    def find_by_id(self, session_id: str) -> KeptSession | None:
        """The session with this id (the cookie's digest), ended or not."""
        found = self._rows.find(session_id)
        return self._read(found) if found else None

    def of(self, person: Person) -> Sequence[KeptSession]:
        """The sessions in which somebody is signed in here now, the last one seen first."""
        if person.staff_id is not None:
            return self.of_staff(person.staff_id)
        return self._live(Which(iss=person.iss, sub=person.sub))

    def of_staff(self, staff_id: UUID) -> Sequence[KeptSession]:
        """The same of a member of staff, whichever sign-in server they came from."""
        return self._live(Which(staff_id=staff_id))

    def touch(self, session: KeptSession) -> None:
        """Note that the person is there."""
        now = self.store.now()
        if now - session.seen_at >= TOUCH_EVERY:
            self._rows.set(session.id, {"seen_at": now})

    def keep_data(self, session_id: str, data: dict[str, Any]) -> None:
        """Keep what Flask's ``session`` holds for this person."""
        self._rows.set(session_id, {"data": data})

    def end(self, session: KeptSession) -> None:
        """End one session; its tokens are dropped."""
        self._end(Which(id=session.id))

    def end_signed_in(
        self,
        *,
        iss: str,
        sid: str | None = None,
        sub: str | None = None,
        begun_by: datetime | None = None,
    ) -> int:
        """End the sessions of one sign-in at the provider (``sid``), of one person, or of both.

        ``begun_by`` leaves alone what was begun later. Answers how many there were.
        """
        return self._end(Which(iss=iss, sid=sid, sub=sub, begun_by=begun_by))

    def end_person(self, staff_id: UUID) -> int:
        """End every session of this person of the tenant."""
        return self._end(Which(staff_id=staff_id))

    def mark_stale(self, *, iss: str, sid: str | None, sub: str | None) -> int:
        """Let the sessions that `end_signed_in` would end take their rights anew instead."""
        return self._rows.mark_stale(Which(iss=iss, sid=sid, sub=sub), LONG_AGO)

    def subjects_of(self, iss: str, sid: str) -> frozenset[str]:
        """The ``sub`` of every session of one sign-in at the provider."""
        return frozenset(row["sub"] for row in self._rows.list(Which(iss=iss, sid=sid)))

    @property
    def _rows(self) -> SessionRows:
        return self.store.rows.sessions

    def _live(self, which: Which) -> Sequence[KeptSession]:
        now = self.store.now()
        found = (self._read(row) for row in self._rows.list(which))
        live = (each for each in found if each.live(now))
        return sorted(live, key=lambda each: each.seen_at, reverse=True)

    def _read(self, row: Row) -> KeptSession:
        person = Person.from_json(row["claims"], iss=row["iss"], sub=row["sub"])
        sealed = Sealed(seals=self.store.seals, **{name: row.get(name) for name in TOKENS})
        kept = {name: row[name] for name in _COLUMNS}
        kept["ends_at"] = min(row["ends_at"], self.store.trusted_until(row["iss"]))
        return KeptSession(person=person, sealed=sealed, **kept)

    def _end(self, which: Which) -> int:
        return self._rows.end(which, self.store.now())

    def _new_row(
        self, session_id: str, subject: Subject, tokens: TokenSet, person: Person
    ) -> dict[str, Any]:
        now = self.store.now()
        return {
            "id": session_id,
            "iss": subject.iss,
            "sub": subject.sub,
            "sid": subject.sid,
            "staff_id": str(person.staff_id) if person.staff_id else None,
            "created_at": now,
            "seen_at": now,
            "version": 0,
            "ends_at": end_of(tokens, begun=now),
            "ended_at": None,
            "data": {"csrf_token": secrets.token_hex(20)},
            "id_token": seal(self.store.seals, session_id, "id_token", tokens.id_token),
        } | renewal(self.store.seals, session_id, tokens, person, now)


def end_of(tokens: TokenSet, *, begun: datetime) -> datetime:
    """When a session with these tokens ends at the latest."""
    longest = begun + LONGEST
    if tokens.refresh_token is None:
        return min(longest, tokens.expires_at)
    return min(longest, tokens.refresh_expires_at or longest)


def seal(seals: Seals, session_id: str, name: str, token: str | None) -> str | None:
    """A token as it is kept in the column ``name``."""
    return None if token is None else seals.seal(token, f"{session_id}/{name}")


def renewal(
    seals: Seals, session_id: str, tokens: TokenSet, person: Person, now: datetime
) -> dict[str, Any]:
    """The columns that a sign-in and a refresh set alike."""
    return {
        "claims": person.to_json(),
        "access_token": seal(seals, session_id, "access_token", tokens.access_token),
        "refresh_token": seal(seals, session_id, "refresh_token", tokens.refresh_token),
        "access_expires_at": tokens.expires_at,
        "renewed_at": now,
        "claims_at": now,
        "retry_at": None,
        "failures": 0,
        "refused": False,
        "lease_id": None,
        "lease_until": None,
    }


def _handed_on(old: KeptSession, subject: Subject, data: dict[str, Any]) -> dict[str, Any]:
    # Forms that the same person has open in other tabs stay good after a new sign-in.
    same = (old.iss, old.sub) == (subject.iss, subject.sub) and "csrf_token" in old.data
    return data | {"csrf_token": old.data["csrf_token"]} if same else data

"""Sign-ins under way: kept on the server, bound to the browser that began them.

Each attempt has its own cookie, so that tabs which start at the same moment do not take each
other's. The cookie's name holds the beginning of the attempt's id, its value a secret; the row
keeps only digests of both and of ``state``. An attempt lasts ten minutes and is spent once, by its
own browser alone.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import RowMapping, delete, func, insert, select
from sqlalchemy.orm import Session

from egov_kit.op import new_verifier
from egov_kit.store import Store
from egov_kit.tables import digest, kit_attempt

LIFETIME: Final = timedelta(minutes=10)
PER_BROWSER: Final = 7
IN_ALL: Final = 20_000
"""More rows than this are never kept: the oldest go first."""
_NAME: Final = 16

_t = kit_attempt.c


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a sign-in is for: ``target`` is where the person was going, a path of this origin.

    ``restarts`` counts how often the provider asked for a fresh start of the same sign-in.
    """

    target: str
    prompt: str | None = None
    acr: str | None = None
    max_age: int | None = None
    restarts: int = 0


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A new attempt: what goes to the provider, and the cookie that binds it to the browser."""

    wish: Wish
    state: str
    nonce: str
    verifier: str
    secret: str

    @property
    def name(self) -> str:
        """The end of its cookie's name; ``secret`` is the value."""
        return attempt_name(self.state)


@dataclass(frozen=True, kw_only=True)
class Spent:
    """An attempt that came back; it exists no more."""

    nonce: str
    verifier: str
    wish: Wish


class Attempts:
    """The attempts at one module of one tenant."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, attempt: Attempt, names: Collection[str]) -> tuple[str, ...]:
        """Keep it for the browser that already shows the attempts ``names``.

        Answers which of those can be forgotten: they are over, or too many.
        """
        with self._store.writing() as db:
            dropped = self._make_room(db, names)
            db.execute(insert(kit_attempt).values(self._row(attempt)))
        return dropped

    def spend(self, state: str | None, cookies: Mapping[str, str]) -> Spent | None:
        """The attempt behind ``state`` if this browser began it and it still lasts; once only."""
        if not state:
            return None
        attempt = digest(state)
        which = (
            _t.id == attempt,
            _t.browser == digest(cookies.get(attempt[:_NAME], "")),
            _t.expires_at > self._store.now(),
        )
        with self._store.writing() as db:
            query = delete(kit_attempt).where(*which).returning(*kit_attempt.c)
            found = db.execute(query).mappings().one_or_none()
        return _read(found) if found else None

    def _row(self, attempt: Attempt) -> dict[str, Any]:
        now = self._store.now()
        return {
            "id": digest(attempt.state),
            "browser": digest(attempt.secret),
            "nonce": attempt.nonce,
            "verifier": attempt.verifier,
            "target": attempt.wish.target,
            "prompt": attempt.wish.prompt,
            "acr": attempt.wish.acr,
            "max_age": attempt.wish.max_age,
            "restarts": attempt.wish.restarts,
            "created_at": now,
            "expires_at": now + LIFETIME,
        }

    def _make_room(self, db: Session, names: Collection[str]) -> tuple[str, ...]:
        now = self._store.now()
        db.execute(delete(kit_attempt).where(_t.expires_at <= now))
        self._drop_oldest(db)
        short = func.substr(_t.id, 1, _NAME)
        known = list(db.scalars(select(short).where(short.in_(names)).order_by(_t.created_at)))
        kept = known[-(PER_BROWSER - 1) :]
        dropped = tuple(set(names) - set(kept))
        db.execute(delete(kit_attempt).where(short.in_(dropped)))
        return dropped

    def _drop_oldest(self, db: Session) -> None:
        held = db.scalar(select(func.count()).select_from(kit_attempt)) or 0
        if held < IN_ALL:
            return
        oldest = select(_t.id).order_by(_t.expires_at).limit(held - IN_ALL + 1)
        db.execute(delete(kit_attempt).where(_t.id.in_(oldest)))


def attempt_name(state: str) -> str:
    """The end of the cookie's name of the attempt that ``state`` belongs to."""
    return digest(state)[:_NAME]


def new_attempt(wish: Wish) -> Attempt:
    """An attempt with fresh secrets; nothing is kept yet."""
    return Attempt(
        wish=wish,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=new_verifier(),
        secret=secrets.token_urlsafe(32),
    )


def _read(row: RowMapping) -> Spent:
    fields = Wish.__dataclass_fields__.keys()
    wish = Wish(**{name: row[name] for name in fields})
    return Spent(nonce=row["nonce"], verifier=row["verifier"], wish=wish)

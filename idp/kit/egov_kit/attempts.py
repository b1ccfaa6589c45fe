"""Sign-ins under way: kept on the server, bound to the browser that began them.

Each attempt has its own cookie, so that tabs which start at the same moment do not take each
other's. The cookie's name holds the beginning of the attempt's id, its value a secret; the row
keeps only digests of both and of ``state``. An attempt lasts ten minutes and is spent once, by its
own browser alone.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from egov_kit.op import ProofKey, new_verifier
from egov_kit.rows import NAME, Row
from egov_kit.store import Store
from egov_kit.tables import digest

LIFETIME: Final = timedelta(minutes=10)
PER_BROWSER: Final = 7
IN_ALL: Final = 20_000
"""More rows than this are never kept: the oldest go first."""


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
    iss: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    secret: str = field(repr=False)
    key: ProofKey | None = None

    @property
    def name(self) -> str:
        """The end of its cookie's name; ``secret`` is the value."""
        return attempt_name(self.state)


@dataclass(frozen=True, kw_only=True)
class Spent:
    """An attempt that came back; it exists no more.

    ``iss`` is the provider that it was begun at; `None` if a source older than that word began it.
    """

    iss: str | None
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    wish: Wish
    key: ProofKey | None = None


class Attempts:
    """The attempts at one module of one tenant."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, attempt: Attempt, names: Collection[str]) -> tuple[str, ...]:
        """Keep it for the browser that already shows the attempts ``names``.

        Answers which of those can be forgotten: they are over, or too many.
        """
        return self._store.rows.attempts.add(
            self._row(attempt), names, per_browser=PER_BROWSER, in_all=IN_ALL
        )

    def spend(self, state: str | None, cookies: Mapping[str, str]) -> Spent | None:
        """The attempt behind ``state`` if this browser began it and it still lasts; once only."""
        if not state:
            return None
        attempt = digest(state)
        browser = digest(cookies.get(attempt[:NAME], ""))
        found = self._store.rows.attempts.take(attempt, browser, self._store.now())
        return self._read(found) if found else None

    def _row(self, attempt: Attempt) -> dict[str, Any]:
        now = self._store.now()
        return {
            "id": digest(attempt.state),
            "browser": digest(attempt.secret),
            "iss": attempt.iss,
            "nonce": attempt.nonce,
            "verifier": attempt.verifier,
            "target": attempt.wish.target,
            "prompt": attempt.wish.prompt,
            "acr": attempt.wish.acr,
            "max_age": attempt.wish.max_age,
            "restarts": attempt.wish.restarts,
            "dpop_key": self._sealed(attempt),
            "created_at": now,
            "expires_at": now + LIFETIME,
        }

    def _sealed(self, attempt: Attempt) -> str | None:
        if attempt.key is None:
            return None
        return self._store.seals.seal(attempt.key.text, f"{digest(attempt.state)}/dpop_key")

    def _read(self, row: Row) -> Spent:
        fields = Wish.__dataclass_fields__.keys()
        wish = Wish(**{name: row[name] for name in fields})
        sealed = row.get("dpop_key")
        key = self._store.seals.open(sealed, f"{row['id']}/dpop_key") if sealed else None
        return Spent(
            iss=row["iss"],
            nonce=row["nonce"],
            verifier=row["verifier"],
            wish=wish,
            key=ProofKey.of(key) if key else None,
        )


def attempt_name(state: str) -> str:
    """The end of the cookie's name of the attempt that ``state`` belongs to."""
    return digest(state)[:NAME]


def new_attempt(wish: Wish, iss: str, key: ProofKey | None = None) -> Attempt:
    """An attempt at the provider ``iss`` with fresh secrets; nothing is kept yet.

    Its tokens may be bound to a ``key``.
    """
    return Attempt(
        wish=wish,
        iss=iss,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=new_verifier(),
        secret=secrets.token_urlsafe(32),
        key=key,
    )

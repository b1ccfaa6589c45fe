"""What the simulator remembers, in memory: sessions, codes, refresh tokens, pushed requests."""

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from egov_kit.simulator.people import Person

SESSION_LIFE = 36_000
CODE_LIFE = 60
PUSHED_LIFE = 60
REFRESH_LIFE = 1_260
ACCESS_LIFE = 300


@dataclass(kw_only=True)
class Session:
    """A person who has signed in with one browser; ``secret`` is the browser's cookie.

    ``level`` counts the factors they showed. ``clients`` have tokens of this session.
    """

    person: Person
    auth_time: int
    level: int = 1
    sid: str = field(default_factory=lambda: str(uuid4()))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    clients: set[str] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An authorization request that was found good."""

    client_id: str
    redirect_uri: str
    state: str | None
    scopes: frozenset[str]
    nonce: str | None
    code_challenge: str | None
    acr_values: tuple[str, ...]
    max_age: int | None
    prompt: frozenset[str]
    login_hint: str
    dpop_jkt: str | None


@dataclass(kw_only=True)
class Code:
    """A code that waits to be redeemed."""

    asked: Asked
    session: Session
    until: float
    spent: bool = False


@dataclass(kw_only=True)
class Refresh:
    """What a refresh token stands for."""

    client_id: str
    session: Session
    scopes: frozenset[str]
    acr: str
    jkt: str | None
    until: float
    spent: bool = False


class State:
    """All of it; whoever reads and then writes holds ``lock``."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.lock = threading.RLock()
        self._clock = clock
        self.sessions: dict[str, Session] = {}
        self.codes: dict[str, Code] = {}
        self.refreshes: dict[str, Refresh] = {}
        self.pushed: dict[str, tuple[str, dict[str, str], float]] = {}
        self.revoked: set[str] = set()
        self.opaque: dict[str, Mapping[str, Any]] = {}
        """The claims of access tokens that say nothing themselves."""
        self.events: dict[str, dict[str, str]] = {}
        """Security events that wait to be polled, by client and ``jti``."""
        self.nonce = secrets.token_urlsafe(16)
        """What proofs of keys must hold where that is wanted."""
        self._used: dict[str, float] = {}

    def begin(self, person: Person, *, level: int = 1, sid: str | None = None) -> Session:
        """A new session of ``person``."""
        session = Session(person=person, auth_time=int(self._clock()), level=level)
        session.sid = sid or session.sid
        with self.lock:
            self._sweep()
            self.sessions[session.sid] = session
        return session

    def _sweep(self) -> None:
        """Drop what has run out, or a simulator that stays up would grow."""
        now = self._clock()
        for each in [s for s in self.sessions.values() if not self.is_live(s)]:
            self.end(each)
        self.codes = {c: v for c, v in self.codes.items() if v.until > now}
        self.refreshes = {t: v for t, v in self.refreshes.items() if v.until > now}
        self.pushed = {n: v for n, v in self.pushed.items() if v[2] > now}
        self.opaque = {t: v for t, v in self.opaque.items() if v.get("exp", now + 1) > now}

    def of_browser(self, secret: str | None) -> Session | None:
        """The live session of the browser that has this cookie."""
        with self.lock:
            found = [s for s in self.sessions.values() if secret and s.secret == secret]
        return next((s for s in found if self.is_live(s)), None)

    def is_live(self, session: Session) -> bool:
        """Whether the session has neither ended nor run out."""
        here = self.sessions.get(session.sid) is session
        return here and self._clock() < session.auth_time + SESSION_LIFE

    def end(self, session: Session) -> None:
        """End a session with its codes and refresh tokens."""
        with self.lock:
            self.sessions.pop(session.sid, None)
            self.codes = {c: v for c, v in self.codes.items() if v.session is not session}
            self.refreshes = {t: v for t, v in self.refreshes.items() if v.session is not session}

    def keep_opaque(self, claims: Mapping[str, Any]) -> str:
        """An access token that stands for these claims."""
        token = secrets.token_urlsafe(32)
        with self.lock:
            self.opaque[token] = claims
        return token

    def first_use(self, name: str, *, until: float) -> bool:
        """Whether ``name`` (a ``jti``) was never seen before; it is remembered until then."""
        now = self._clock()
        with self.lock:
            self._used = {n: end for n, end in self._used.items() if end > now}
            if name in self._used:
                return False
            self._used[name] = until
            return True

    def forget(self) -> None:
        """Start afresh: nobody is signed in."""
        with self.lock:
            for each in (self.sessions, self.codes, self.refreshes, self.pushed, self._used):
                each.clear()
            self.revoked.clear()
            self.opaque.clear()
            self.events.clear()

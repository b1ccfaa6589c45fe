"""What a store does for the kit: the seam between its rules and where its rows lie.

The rules (`sessions`, `leases`, `attempts`, `drafts`, `logouts`) are written once; `rows.sql` and
`rows.valkey` do what they ask. Each operation happens as a whole or not at all, beside whatever
other processes do. Every one raises `StoreUnreachable`; a moment is an aware UTC ``datetime``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

IDLE: Final = timedelta(minutes=15)
"""A session that was not seen for so long is over."""
REMEMBERED: Final = timedelta(days=1)
"""An ended session is known for so long after it was last seen."""
ORDERS_REMEMBERED: Final = timedelta(minutes=15)
"""Longer than a logout token is good, and than a sign-in takes."""
NAME: Final = 16
"""Letters of an attempt's id that its browser shows."""

Row = Mapping[str, Any]
"""Columns of one row by name, as `tables` has them."""

TOKENS: Final = ("access_token", "refresh_token", "id_token", "dpop_key")
"""The columns of a session that are dropped when it ends."""


@dataclass(frozen=True, kw_only=True)
class Which:
    """Sessions: those that agree with everything that is given here, and something must be.

    With ``sub`` and ``sid``, also those of ``sub`` whose ``sid`` is not known.
    """

    id: str | None = None
    iss: str | None = None
    sub: str | None = None
    sid: str | None = None
    staff_id: UUID | None = None
    begun_by: datetime | None = None

    def __post_init__(self) -> None:
        """Never all of them by mistake."""
        signed_in = self.iss and (self.sub or self.sid)
        if not (self.id or self.staff_id or signed_in):
            raise ValueError("neither id nor staff_id, nor iss with sid or sub")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a lease ends with: columns to set, and counters to raise by one.

    ``claims_at`` is set only where the session is still at ``version``.
    """

    values: Row
    counted: tuple[str, ...] = ()
    claims_at: datetime | None = None
    version: int = 0


class SessionRows(Protocol):
    """Sessions, ended ones among them for as long as they are `REMEMBERED`."""

    def add(self, row: Row, *, instead_of: str | None) -> None:
        """Keep a new one, end the one it follows, and clear away what is over."""

    def find(self, session_id: str) -> Row | None:
        """The one with this id."""

    def list(self, which: Which) -> Sequence[Row]:
        """Those, oldest first."""

    def set(self, session_id: str, values: Row) -> None:
        """Set columns; one that is gone does not come back by that."""

    def end(self, which: Which, now: datetime) -> int:
        """End those that have not, without their tokens and lease; answers how many."""

    def mark_stale(self, which: Which, claims_at: datetime) -> int:
        """Set ``claims_at`` and raise ``version`` of those that have not ended."""

    def lease(
        self, session_id: str, lease: str, *, now: datetime, until: datetime, unchanged: Row
    ) -> bool:
        """Give the lease unless it is taken, the session ended, or a column is not as given."""

    def leased_until(self, session_id: str) -> datetime | None:
        """When the lease runs out, if somebody has it."""

    def give_back(self, session_id: str, lease: str, outcome: Outcome) -> None:
        """Write what the lease was for, if it is still this one, and free it."""


class AttemptRows(Protocol):
    """Sign-ins under way; each is found by a short name, the beginning of its id."""

    def add(
        self, row: Row, names: Collection[str], *, per_browser: int, in_all: int
    ) -> tuple[str, ...]:
        """Keep a new one of the browser that shows ``names``; answers which of those are over."""

    def take(self, attempt_id: str, browser: str, now: datetime) -> Row | None:
        """Remove and answer it, if it is that browser's and still lasts; once only."""


class DraftRows(Protocol):
    """Forms that wait for their person: one for each page of a session."""

    def add(self, row: Row, *, now: datetime, most: int) -> None:
        """Keep one, in the place of what that page had; the oldest of too many go."""

    def hand_over(self, old_id: str, new_id: str, staff_id: UUID, now: datetime) -> bool:
        """Move those of one session, drop another person's; whether there were any to move."""

    def find(self, session_id: str, page: str, now: datetime) -> Row | None:
        """The one of a page."""

    def drop(self, session_id: str, action: str) -> None:
        """Forget those whose form goes there."""


class LogoutRows(Protocol):
    """Orders to sign out, while they are `ORDERS_REMEMBERED`."""

    def add(self, row: Row) -> datetime:
        """Keep an order; answers when it came for the first time."""

    def came(self, *, iss: str, sub: str, sid: str | None, since: datetime) -> bool:
        """Whether one came later than ``since`` that means this sign-in.

        One with ``sid`` means that sign-in alone, one without every one of ``sub``; a sign-in
        without ``sid`` may be any of its ``sub``.
        """


class ProofRows(Protocol):
    """What may be shown once only, such as the ``jti`` of a proof, until it is worth nothing."""

    def first_use(self, name: str, *, now: datetime, until: datetime) -> bool:
        """Whether ``name``, a digest, was not shown before; it is remembered until then."""


class Rows(Protocol):
    """The rows of one module of one tenant."""

    @property
    def sessions(self) -> SessionRows:
        """Sign-in sessions."""

    @property
    def attempts(self) -> AttemptRows:
        """Sign-ins under way."""

    @property
    def drafts(self) -> DraftRows:
        """Forms that wait."""

    @property
    def logouts(self) -> LogoutRows:
        """Orders to sign out."""

    @property
    def proofs(self) -> ProofRows:
        """What was shown already."""

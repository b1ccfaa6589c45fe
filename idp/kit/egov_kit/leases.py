"""Who may renew a session's tokens: one request at a time, over all threads and processes."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from egov_kit.op import TokenSet
from egov_kit.person import Person
from egov_kit.rows import Outcome
from egov_kit.sessions import KeptSession, end_of, renewal, seal
from egov_kit.store import Store

LEASE: Final = timedelta(seconds=30)
"""Longer than the slowest call to the provider; only a process that died lets one run out."""
_MOVES_ON: Final = ("version", "failures", "claims_at")
"""Columns that show whether a session is still as it was read."""


@dataclass(frozen=True, kw_only=True)
class Lease:
    """The right to renew one session, until it is given back."""

    id: str
    session: KeptSession


class Leases:
    """The leases on the sessions of one module of one tenant."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def take(self, session: KeptSession, *, anew: bool = False) -> Lease | None:
        """The lease, unless another has it or the session moved on since it was read.

        ``anew`` asks for it even if the tokens were renewed meanwhile or a pause was ordered.
        """
        now, lease = self.store.now(), secrets.token_hex(16)
        unchanged = {} if anew else {name: getattr(session, name) for name in _MOVES_ON}
        taken = self.store.rows.sessions.lease(
            session.id, lease, now=now, until=now + LEASE, unchanged=unchanged
        )
        return Lease(id=lease, session=session) if taken else None

    def taken(self, session: KeptSession) -> bool:
        """Whether somebody is renewing this session now."""
        until = self.store.rows.sessions.leased_until(session.id)
        return until is not None and until > self.store.now()

    def renewed(self, lease: Lease, tokens: TokenSet, person: Person) -> None:
        """Keep the new tokens. A token the provider did not renew stays as it was."""
        old = lease.session
        now = self.store.now()
        values = renewal(self.store.seals, old.id, tokens, person, now)
        del values["claims_at"]
        if tokens.refresh_token is None:
            del values["refresh_token"]
        else:
            values["ends_at"] = end_of(tokens, begun=old.created_at)
        self._give_back(lease, values, counted=("version",), claims_at=now)

    def reread(self, lease: Lease, person: Person) -> None:
        """Keep what the provider says of the person now."""
        self._give_back(lease, {"claims": person.to_json()}, claims_at=self.store.now())

    def postponed(self, lease: Lease, pause: timedelta) -> None:
        """Note that the person could not be read again; a refresh that is due does not wait."""
        self._give_back(lease, {}, claims_at=self.store.now() + pause)

    def refused(self, lease: Lease, retry_at: datetime) -> None:
        """Note the provider's first no; the second one ends the session."""
        values = {"refused": True, "retry_at": retry_at}
        self._give_back(lease, values, counted=("failures",))

    def failed(self, lease: Lease, retry_at: datetime) -> None:
        """Note that the provider could not be asked, and when to try again."""
        self._give_back(lease, {"retry_at": retry_at}, counted=("failures",))

    def unjudged(self, lease: Lease, tokens: TokenSet, retry_at: datetime) -> None:
        """Keep the refresh token of tokens nobody could verify yet, and when to try again.

        The provider said yes, so a no from before does not count any more.
        """
        old = lease.session
        values: dict[str, Any] = {"retry_at": retry_at, "refused": False}
        if tokens.refresh_token is not None:
            name = "refresh_token"
            values[name] = seal(self.store.seals, old.id, name, tokens.refresh_token)
            values["ends_at"] = end_of(tokens, begun=old.created_at)
        self._give_back(lease, values, counted=("failures",))

    def _give_back(
        self,
        lease: Lease,
        values: dict[str, Any],
        *,
        counted: tuple[str, ...] = (),
        claims_at: datetime | None = None,
    ) -> None:
        # What was marked stale while the provider was asked stays so: hence the version.
        outcome = Outcome(
            values=values, counted=counted, claims_at=claims_at, version=lease.session.version
        )
        self.store.rows.sessions.give_back(lease.session.id, lease.id, outcome)

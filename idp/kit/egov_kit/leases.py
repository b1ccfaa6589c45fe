"""Who may renew a session's tokens: one request at a time, over all threads and processes."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select, update

from egov_kit.op import TokenSet
from egov_kit.person import Person
from egov_kit.sessions import KeptSession, end_of, renewal
from egov_kit.store import Store
from egov_kit.tables import kit_session

LEASE: Final = timedelta(seconds=30)
"""Longer than the slowest call to the provider; only a process that died lets one run out."""

_t = kit_session.c


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
        which = [
            _t.id == session.id,
            _t.ended_at.is_(None),
            or_(_t.lease_until.is_(None), _t.lease_until <= now),
        ]
        if not anew:
            which += [_t.version == session.version, _t.failures == session.failures]
            which += [_t.claims_at == session.claims_at]
        values = {"lease_id": lease, "lease_until": now + LEASE}
        with self.store.writing() as db:
            query = update(kit_session).where(*which).values(values).returning(_t.id)
            taken = db.execute(query).one_or_none()
        return Lease(id=lease, session=session) if taken else None

    def taken(self, session: KeptSession) -> bool:
        """Whether somebody is renewing this session now."""
        query = select(_t.lease_until).where(_t.id == session.id)
        with self.store.reading() as db:
            until = db.execute(query).scalar_one_or_none()
        return until is not None and until > self.store.now()

    def renewed(self, lease: Lease, tokens: TokenSet, person: Person) -> None:
        """Keep the new tokens. A token the provider did not renew stays as it was."""
        old = lease.session
        values = renewal(tokens, person, self.store.now())
        if tokens.refresh_token is None:
            values["refresh_token"] = old.refresh_token
            values["ends_at"] = old.ends_at
        else:
            values["ends_at"] = end_of(tokens, begun=old.created_at)
        self._give_back(lease, values | {"version": _t.version + 1})

    def reread(self, lease: Lease, person: Person) -> None:
        """Keep what the provider says of the person now."""
        now = self.store.now()
        self._give_back(lease, {"claims": person.to_json(), "claims_at": now})

    def postponed(self, lease: Lease, pause: timedelta) -> None:
        """Note that the person could not be read again; a refresh that is due does not wait."""
        self._give_back(lease, {"claims_at": self.store.now() + pause})

    def refused(self, lease: Lease, retry_at: datetime) -> None:
        """Note the provider's first no; the second one ends the session."""
        failures = _t.failures + 1
        self._give_back(lease, {"refused": True, "retry_at": retry_at, "failures": failures})

    def failed(self, lease: Lease, retry_at: datetime) -> None:
        """Note that the provider could not be asked, and when to try again."""
        self._give_back(lease, {"retry_at": retry_at, "failures": _t.failures + 1})

    def _give_back(self, lease: Lease, values: dict[str, Any]) -> None:
        freed = {"lease_id": None, "lease_until": None}
        which = (_t.lease_id == lease.id, _t.ended_at.is_(None))
        with self.store.writing() as db:
            db.execute(update(kit_session).where(*which).values(values | freed))

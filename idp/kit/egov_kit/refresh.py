"""Keeping a session's tokens and rights fresh, with one call to the provider at a time.

An access token is renewed shortly before it expires. Who does not get the lease goes on with the
token that is still good, or waits for the one who has it. Grants and posts are read again with
each renewal.

* The provider says no (``invalid_grant``): that may be a directory that is resting, so the session
  lives to the end of its access token, asks once more, and then ends.
* The provider says no when the portal reads its copy again (userinfo): word for word the same for
  somebody who was locked and for a directory that hangs ("User disabled"), so the copy stays and
  the next refresh decides.
* The provider cannot be asked: the session goes on to the end of its access token, with growing
  pauses between the tries; after that the page is a 503 until the provider is back.
* New tokens come and the keys to verify them by do not: the same, but the next try is made with
  the new refresh token, because the old one may be spent.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from egov_kit.claims import person_reread
from egov_kit.errors import (
    GrantRefused,
    ProviderMisbehaved,
    ProviderUnreachable,
    SealBroken,
    SessionOver,
    TokenRefused,
)
from egov_kit.leases import LEASE, Lease, Leases
from egov_kit.op import Provider, TokenSet
from egov_kit.redeeming import renew
from egov_kit.sessions import KeptSession, Sessions

MARGIN: Final = timedelta(seconds=60)
STALE: Final = timedelta(seconds=10)
"""How old the portal's copy of a person's rights may be."""
POSTPONED: Final = timedelta(seconds=20)
"""How long to wait beyond that if they could not be read."""
_PAUSE: Final = timedelta(seconds=5)
_LONGEST_PAUSE: Final = timedelta(seconds=60)
_POLL: Final = 0.05


class Refresher:
    """Renews the sessions of one module of one tenant."""

    def __init__(
        self,
        sessions: Sessions,
        provider_of: Callable[[str], Provider],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sessions = sessions
        self._leases = Leases(sessions.store)
        self._provider_of = provider_of
        self._now = sessions.store.now
        self._sleep = sleep

    def fresh(self, session: KeptSession) -> KeptSession:
        """The session with a good access token.

        Raises `SessionOver` when it has ended and `ProviderUnreachable` when it cannot be known.
        """
        now = self._now()
        if not session.stale and now < session.access_expires_at - _margin(session):
            return session
        if session.retry_at is not None and now < session.retry_at:
            return self._go_on(session)
        lease = self._leases.take(session)
        if lease is not None:
            return self._renew(lease)
        return session if session.usable(now) else self._wait(session)

    def renew(self, session: KeptSession) -> KeptSession:
        """The session with tokens of this moment: rights changed and must show at once."""
        for _ in range(int(LEASE.total_seconds() / _POLL)):
            lease = self._leases.take(session, anew=True)
            if lease is not None:
                return self._renew(lease)
            self._sleep(_POLL)
            session = self._again(session)
        raise ProviderUnreachable("the tokens are being renewed for too long")

    def reread(self, session: KeptSession) -> KeptSession:
        """The session with rights no older than `STALE`, as far as the provider answers."""
        now = self._now()
        paused = session.retry_at is not None and now < session.retry_at
        if paused or now - session.claims_at < STALE:
            return session
        lease = self._leases.take(session)
        return session if lease is None else self._reread(lease)

    def _renew(self, lease: Lease) -> KeptSession:
        try:
            tokens, person = renew(self._provider_of(lease.session.iss), lease.session)
        except GrantRefused:
            return self._refused(lease)
        except SealBroken:
            self._sessions.end(lease.session)
            raise
        except (ProviderUnreachable, ProviderMisbehaved, TokenRefused):
            return self._failed(lease)
        if person is None:
            return self._failed(lease, tokens)
        self._leases.renewed(lease, tokens, person)
        return self._again(lease.session)

    def _refused(self, lease: Lease) -> KeptSession:
        session = lease.session
        if session.refused:
            self._sessions.end(session)
            raise SessionOver
        self._leases.refused(lease, retry_at=session.access_expires_at)
        session = self._again(session)
        return session if session.token_good(self._now()) else self.fresh(session)

    def _failed(self, lease: Lease, unjudged: TokenSet | None = None) -> KeptSession:
        retry_at = self._now() + _pause(lease.session)
        if unjudged is None:
            self._leases.failed(lease, retry_at)
        else:
            self._leases.unjudged(lease, unjudged, retry_at)
        return self._go_on(self._again(lease.session))

    def _reread(self, lease: Lease) -> KeptSession:
        session = lease.session
        try:
            provider, token = self._provider_of(session.iss), session.access_token or ""
            info = provider.userinfo(token, sub=session.sub, key=session.key)
        except (ProviderUnreachable, ProviderMisbehaved, TokenRefused, SealBroken):
            self._leases.postponed(lease, POSTPONED)
        else:
            self._leases.reread(lease, person_reread(session.person, info))
        return self._again(session)

    def _go_on(self, session: KeptSession) -> KeptSession:
        if not session.token_good(self._now()):
            raise ProviderUnreachable("the access token is over and cannot be renewed yet")
        return session

    def _wait(self, session: KeptSession) -> KeptSession:
        for _ in range(int(LEASE.total_seconds() / _POLL)):
            self._sleep(_POLL)
            session = self._again(session)
            if session.usable(self._now()):
                return session
            if not self._leases.taken(session):
                return self.fresh(session)
        raise ProviderUnreachable("the tokens are being renewed for too long")

    def _again(self, session: KeptSession) -> KeptSession:
        found = self._sessions.find_by_id(session.id)
        if found is None or not found.live(self._now()):
            raise SessionOver
        return found


def _margin(session: KeptSession) -> timedelta:
    # A provider that gives shorter tokens is not asked at every request.
    return min(MARGIN, (session.access_expires_at - session.renewed_at) / 5)


def _pause(session: KeptSession) -> timedelta:
    doubled: timedelta = _PAUSE * 2 ** min(session.failures, 8)
    return min(doubled, _LONGEST_PAUSE)

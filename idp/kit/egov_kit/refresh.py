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
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from egov_kit.claims import person_of, person_reread
from egov_kit.errors import (
    GrantRefused,
    ProviderMisbehaved,
    ProviderUnreachable,
    SessionOver,
    TokenRefused,
)
from egov_kit.leases import LEASE, Lease, Leases
from egov_kit.op import Provider, TokenSet
from egov_kit.person import Person
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
        provider: Callable[[], Provider],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sessions = sessions
        self._leases = Leases(sessions.store)
        self._provider = provider
        self._now = sessions.store.now
        self._sleep = sleep

    def fresh(self, session: KeptSession) -> KeptSession:
        """The session with a good access token.

        Raises `SessionOver` when it has ended and `ProviderUnreachable` when it cannot be known.
        """
        now = self._now()
        if now < session.access_expires_at - _margin(session):
            return session
        if session.retry_at is not None and now < session.retry_at:
            return self._go_on(session)
        lease = self._leases.take(session)
        if lease is not None:
            return self._renew(lease)
        return session if session.token_good(now) else self._wait(session)

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
            tokens, person = self._ask(lease.session)
        except GrantRefused:
            return self._refused(lease)
        except (ProviderUnreachable, ProviderMisbehaved, TokenRefused):
            return self._failed(lease)
        self._leases.renewed(lease, tokens, person)
        return self._again(lease.session)

    def _ask(self, session: KeptSession) -> tuple[TokenSet, Person]:
        if session.refresh_token is None:
            raise GrantRefused("the provider gave no refresh token")
        provider = self._provider()
        tokens = provider.refresh(session.refresh_token)
        token = provider.verify_access_token(tokens.access_token)
        if (token.sub, token.staff_id) != (session.sub, session.person.staff_id):
            raise TokenRefused("the refreshed token is another person's")
        if tokens.id_token is not None:  # none is asked for, but one that comes is checked
            provider.verify_refreshed_id_token(
                tokens.id_token, sub=session.sub, access_token=tokens.access_token
            )
        return tokens, person_of(token)

    def _refused(self, lease: Lease) -> KeptSession:
        session = lease.session
        if session.refused:
            self._sessions.end(session)
            raise SessionOver
        self._leases.refused(lease, retry_at=session.access_expires_at)
        session = self._again(session)
        return session if session.token_good(self._now()) else self.fresh(session)

    def _failed(self, lease: Lease) -> KeptSession:
        self._leases.failed(lease, self._now() + _pause(lease.session))
        return self._go_on(self._again(lease.session))

    def _reread(self, lease: Lease) -> KeptSession:
        session = lease.session
        try:
            info = self._provider().userinfo(session.access_token or "", sub=session.sub)
        except (ProviderUnreachable, ProviderMisbehaved, TokenRefused):
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
            if session.token_good(self._now()):
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

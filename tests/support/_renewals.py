"""Requests for one session from a process of their own, all at the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier

from egov_kit import database
from egov_kit.op import ClientKey, Issuer, Provider
from egov_kit.refresh import Refresher
from egov_kit.sessions import Sessions
from egov_kit.settings import Settings
from egov_kit.store import Store
from joserfc.jwk import RSAKey


@dataclass(frozen=True, kw_only=True)
class Worker:
    """What one web process knows; ``ahead`` is how many seconds its clock runs ahead."""

    settings: Settings
    ahead: float
    key: dict[str, str]

    def clock(self) -> float:
        """Seconds since the epoch, ahead of the wall."""
        return time.time() + self.ahead

    def sessions(self) -> Sessions:
        """The sessions of Da Nang's one-stop shop."""
        return Sessions(
            Store(
                settings=self.settings,
                tenant="danang",
                module="onestop",
                now=lambda: datetime.fromtimestamp(self.clock(), UTC),
            )
        )

    def provider(self) -> Provider:
        """The sign-in server that the settings name."""
        key = RSAKey.import_key(self.key)
        assert key.kid
        issuer = Issuer(
            self.settings.tenants["danang"].issuer,
            connect_to=self.settings.connect_to,
            allow_http=True,
        )
        return Provider(
            issuer,
            client_id="onestop",
            tenant="danang",
            key=ClientKey(kid=key.kid, key=key),
            clock=self.clock,
        )


def renew(worker: Worker, start: Barrier, cookie: str, requests: int) -> list[str]:
    """The access token that each of ``requests`` ended up with."""
    sessions, provider = worker.sessions(), worker.provider()
    refresher = Refresher(sessions, lambda: provider)

    def request(_: int) -> str:
        found = sessions.find(cookie)
        assert found is not None
        start.wait(60)
        return refresher.fresh(found).access_token or ""

    try:
        with ThreadPoolExecutor(requests) as pool:
            return list(pool.map(request, range(requests)))
    finally:
        provider.close()
        database.close_all()

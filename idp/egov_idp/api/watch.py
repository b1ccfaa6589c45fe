"""Locks the account that tries sign-in, where whoever opened it was cut off before they could."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

import structlog
from egov_kit.kit import utc_now
from egov_ldap.errors import DirectoryError

from egov_idp.api.directories import Provinces
from egov_idp.errors import IdpError
from egov_idp.people import probing

ACTOR: Final = "system:watch"
PAUSE: Final = 10.0
"""Seconds between two looks."""

_log = structlog.get_logger()


class Watch:
    """Looks at the start, when nobody knows what was left, and then for those whose time is over.

    A province that cannot be asked now is asked again.
    """

    def __init__(self, provinces: Provinces, now: Callable[[], datetime] = utc_now) -> None:
        self._provinces = provinces
        self._now = now
        self._seen: set[str] = set()
        self._over = threading.Event()

    def start(self) -> None:
        """Do it from now on, in a thread."""
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def close(self) -> None:
        """Do it no more."""
        self._over.set()

    def look(self) -> None:
        """Lock what is open and should not be; closed provinces too, for the day they reopen."""
        for tenant in self._provinces.tenants:
            with suppress(IdpError, DirectoryError):
                self._look(tenant)

    def _look(self, tenant: str) -> None:
        province = self._provinces.of(tenant)
        closes_at = province.probe_closes_at
        over = closes_at is not None and self._now() >= closes_at
        left = closes_at is None and tenant not in self._seen
        if (over or left) and probing.close_account(province, ACTOR):
            _log.warning("probe.locked", tenant=tenant)
        self._seen.add(tenant)

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                self.look()
            except Exception as error:  # the edge of this thread, which must not end
                _log.error("probe.watch_failed", error=type(error).__name__)
            self._over.wait(PAUSE)

"""Keeps grants in step with the calendar: at the start, and at each new day in Vietnam."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Final

import structlog
from egov_ldap.errors import DirectoryError

from egov_idp.api.directories import Provinces
from egov_idp.errors import IdpError
from egov_idp.people import grants
from egov_idp.policy.day import today

ACTOR: Final = "system:daily"
PAUSE: Final = 60.0
"""Seconds between two looks at the calendar."""

_log = structlog.get_logger()


class Daily:
    """Derives everybody's grants anew once a day; a province that cannot be asked now, later."""

    def __init__(self, provinces: Provinces, day: Callable[[], date] = today) -> None:
        self._provinces = provinces
        self._day = day
        self._done: dict[str, date] = {}
        self._over = threading.Event()

    def start(self) -> None:
        """Do it from now on, in a thread."""
        threading.Thread(target=self._run, name="daily", daemon=True).start()

    def close(self) -> None:
        """Do it no more."""
        self._over.set()

    def look(self) -> None:
        """Do it for each province for which it was not done today."""
        day = self._day()
        for tenant in self._provinces.tenants:
            if self._provinces.is_closed(tenant):
                continue
            if self._done.get(tenant) != day and self._refresh(tenant, day):
                self._done[tenant] = day

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                self.look()
            except Exception as error:  # the edge of this thread, which must not end
                _log.error("grants.refresh_failed", error=type(error).__name__)
            self._over.wait(PAUSE)

    def _refresh(self, tenant: str, day: date) -> bool:
        try:
            changed = grants.refresh(self._provinces.of(tenant), ACTOR, day)
        except (IdpError, DirectoryError) as error:
            _log.warning("grants.refresh_failed", tenant=tenant, code=error.code)
            return False
        _log.info("grants.refreshed", tenant=tenant, changed=len(changed))
        return True

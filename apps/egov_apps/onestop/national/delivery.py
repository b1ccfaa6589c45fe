"""Sending what lies in the outbox, for as long as the module runs."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final

import structlog
from egov_kit import database
from egov_kit.settings import Settings
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from egov_apps.onestop.errors import PortalAway, PortalMisbehaved, RecordRefused
from egov_apps.onestop.national import outbox
from egov_apps.onestop.national.outbox import Claimed
from egov_apps.onestop.national.portal import Portal
from egov_apps.onestop.national.records import Record, dossier_record, progress_record
from egov_apps.onestop.rights import MODULE

ADDRESS: Final = "national-portal"
"""What ``EGOV_APIS`` calls the portal; ``{tenant}`` in its address is the province's name."""
_IDLE: Final = 5.0
"""Seconds between two looks at an outbox with nothing in it."""
_LONGEST_PAUSE: Final = 60.0
"""Seconds after which a portal that is away is tried again at the latest."""

_log = structlog.get_logger()


class Delivery:
    """Tells one tenant's steps to the portal; any number of processes may do so at once."""

    def __init__(
        self, settings: Settings, tenant: str, portal: Portal, now: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._tenant = tenant
        self._portal = portal
        self._now = now

    def send_all(self) -> int:
        """Tell what is due; answers how many were told. Raises `PortalAway`, `PortalMisbehaved`."""
        told = 0
        while (message := self._claim()) is not None:
            told += self._send(*message)
        return told

    def _claim(self) -> tuple[int, Record] | None:
        with self._transaction() as session:
            claimed = outbox.claim(session, self._now())
            return None if claimed is None else (claimed.id, _message(claimed))

    def _send(self, number: int, message: Record) -> bool:
        try:
            self._portal.send(f"{self._tenant}-{number}", message)
        except RecordRefused as error:
            _log.warning("national.refused", tenant=self._tenant, number=number)
            with self._transaction() as session:
                outbox.refuse(session, number, str(error))
            return False
        except (PortalAway, PortalMisbehaved) as error:
            with self._transaction() as session:
                outbox.give_back(session, number, str(error), self._now())
            raise
        with self._transaction() as session:
            outbox.sent(session, number, self._now())
        return True

    def _transaction(self) -> AbstractContextManager[Session]:
        return database.transaction(self._settings, self._tenant, MODULE.name)


def start(settings: Settings, now: Callable[[], datetime]) -> None:
    """Send in the background, if the portal has an address: one thread for each tenant."""
    if (address := settings.apis.get(ADDRESS)) is None:
        return
    for tenant, told in settings.tenants.items():
        if told.retired or tenant in _sending:
            continue
        _sending.add(tenant)
        token = settings.secrets_dir / tenant / "partners" / ADDRESS
        portal = Portal(address.replace("{tenant}", tenant), token)
        delivery = Delivery(settings, tenant, portal, now)
        name = f"{ADDRESS} {tenant}"
        threading.Thread(target=_run, args=(delivery, tenant), name=name, daemon=True).start()


_sending: Final[set[str]] = set()
"""Tenants that have a thread in this process, which may build its apps anew."""


def _run(delivery: Delivery, tenant: str) -> None:
    pause, wait = _IDLE, threading.Event().wait
    while not wait(pause):
        try:
            delivery.send_all()
            pause = _IDLE
        except (PortalAway, PortalMisbehaved, SQLAlchemyError, OSError) as error:
            _log.warning("national.away", tenant=tenant, error=type(error).__name__)
            pause = min(pause * 2, _LONGEST_PAUSE)


def _message(claimed: Claimed) -> Record:
    """One step, and the dossier as it is when this is sent."""
    return {
        "HoSo": dossier_record(claimed.dossier),
        "TienTrinh": progress_record(claimed.dossier, claimed.step),
    }

"""Only one writes to a realm at a time, wherever it runs.

On one machine a lock of the kernel says so, and ends with the process. Between machines it is a
role of the realm that nobody holds: Keycloak's database makes only one of that name, so of two who
ask at the same moment one is refused. An attribute of the realm could not do that: it takes
whatever the last writer sent. A role that was left behind is taken away by its number, so that
nobody takes away a newer one.
"""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from egov_kit.kit import utc_now
from egov_kit.store import Now

from egov_idp.reconcile.errors import Busy, LeaseOver
from egov_idp.reconcile.kinds.roles import LEASE
from egov_idp.reconcile.rest import RealmAdmin
from egov_idp.reconcile.values import Json

LASTS: Final = timedelta(minutes=5)
_SPARE: Final = timedelta(minutes=1)
"""What one object may take to be written, at the most."""


@dataclass(frozen=True, kw_only=True)
class Applier:
    """Who writes to realms: ``who`` gave the command, ``folder`` is for locks and journals."""

    folder: Path
    who: str
    now: Now = utc_now

    @property
    def place(self) -> str:
        """The machine and platform it runs on."""
        return f"{socket.gethostname()}:{self.folder.resolve()}"


@dataclass(frozen=True, kw_only=True)
class Lease:
    """The right to write to one realm until a moment."""

    until: datetime
    now: Now

    def require(self) -> None:
        """Raise `LeaseOver` if another one might begin before the next object is written."""
        if self.now() + _SPARE > self.until:
            raise LeaseOver(self.until)


@contextmanager
def held(realm: RealmAdmin, applier: Applier) -> Iterator[Lease]:
    """Let nobody else write to that realm meanwhile; raises `Busy`."""
    with _locked(realm.tenant, applier.folder):
        until = _take(realm, applier)
        number = realm.get(f"roles/{LEASE}")["id"]
        try:
            yield Lease(until=until, now=applier.now)
        finally:
            realm.delete_if_there(f"roles-by-id/{number}")


def tidy(realm: RealmAdmin, applier: Applier) -> None:
    """Take away what a dead writer left, so that nothing of it stays where nothing is written."""
    if there := realm.find(f"roles/{LEASE}"):
        with suppress(Busy), _locked(realm.tenant, applier.folder):
            _put_aside(realm, there, applier)


@contextmanager
def _locked(tenant: str, folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / f"{tenant}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(tenant, "another command on this machine", None) from None
        yield


def _take(realm: RealmAdmin, applier: Applier) -> datetime:
    until = applier.now() + LASTS
    said = {"who": [applier.who], "place": [applier.place], "until": [until.isoformat()]}
    wanted = {"name": LEASE, "description": "Held by nobody: a lock", "attributes": said}
    while not realm.post_first("roles", wanted):
        if there := realm.find(f"roles/{LEASE}"):
            _put_aside(realm, there, applier)
    return until


def _put_aside(realm: RealmAdmin, there: Json, applier: Applier) -> None:
    """Take away what a dead writer left: one of this place, or one whose time is over."""
    who, place, until = (there["attributes"][name][0] for name in ("who", "place", "until"))
    dead = place == applier.place or datetime.fromisoformat(until) < applier.now()
    if not dead:
        raise Busy(realm.tenant, f"{who} on {place}", until)
    realm.delete_if_there(f"roles-by-id/{there['id']}")

"""What counts until a moment is undone when the moment has come.

``python -m egov_idp.local.hourly`` does what is due, once; the supervisor has it done every hour as
long as there is anything of the kind, when one of its moments comes, and when somebody declares
another. What else differs in a realm is left as it is.
"""

import sys
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from egov_kit.kit import utc_now

from egov_idp.client_keys import changing
from egov_idp.errors import IdpError
from egov_idp.local import emergencies, one_shot, outside, platform, rotation
from egov_idp.local.layout import Layout
from egov_idp.local.process import Process
from egov_idp.local.reload import WENT_WELL
from egov_idp.local.service import Service
from egov_idp.local.supervisor import Supervisor
from egov_idp.realms import emergency, load_all
from egov_idp.realms.spec import REALMS
from egov_idp.secrets import SecretStore
from egov_idp.settings import LauncherSettings

HOUR: Final = 3600.0
AGAIN: Final = 60.0
"""Seconds until the next try, when sign-in did not answer."""
LOOK: Final = 5.0
"""Seconds between two looks at what is declared."""


@dataclass(frozen=True, kw_only=True)
class Dated:
    """The moments at which something is to be done, and what changes when somebody adds one."""

    moments: tuple[datetime, ...]
    version: Hashable = None


class Declarations:
    """All that is dated: emergency switches, changed client keys, secrets of outside modules.

    ``realms/`` is read again when a file in it was written.
    """

    def __init__(self, layout: Layout) -> None:
        self._secrets = SecretStore(layout.secrets)
        self._version: Hashable = None
        self._declared: tuple[datetime, ...] = ()

    def __call__(self) -> Dated:
        """As they are now; raises `RealmInvalid`."""
        version = tuple(sorted((path.name, path.stat().st_mtime_ns) for path in _files()))
        if version != self._version:
            switches = tuple(each.until for each in emergency.read())
            secrets = (at for spec in load_all().values() for at in outside.moments(spec))
            self._declared, self._version = (*switches, *secrets), version
        former = (keys.find_former() for keys in changing(self._secrets))
        keys = tuple(key.until for key in former if key and key.until)
        return Dated(moments=self._declared + keys, version=version)


def _files() -> list[Path]:
    return list(REALMS.glob("*.yaml"))


def service(layout: Layout) -> Service:
    """The process as the supervisor runs it, once for each time."""
    return one_shot.of_module("hourly", "egov_idp.local.hourly", layout, retried=False)


class Hourly:
    """Has it done while the supervisor watches."""

    def __init__(
        self,
        supervisor: Supervisor,
        service: Service,
        look: Callable[[], Dated],
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._supervisor = supervisor
        self._service = service
        self._look = look
        self._clock = clock
        self._now = now
        self._look_at = self._due_at = self._again_at = clock()
        self._begun = self._settled = datetime.min.replace(tzinfo=UTC)
        self._seen: Hashable = None
        self._running: Process | None = None

    def tend(self) -> None:
        """Start it, or see what became of it; returns at once."""
        if self._running is not None:
            if ended := self._running.find_end():
                self._running = None
                self._end(well=ended == WENT_WELL)
        elif self._clock() >= self._look_at:
            self._look_at = self._clock() + LOOK
            if self._is_due():
                self._begun = self._now()
                self._running = self._supervisor.start(self._service)

    def _end(self, *, well: bool) -> None:
        self._due_at = self._clock() + (HOUR if well else AGAIN)
        self._again_at = self._clock() if well else self._due_at
        if well:
            self._settled = self._begun

    def _is_due(self) -> bool:
        try:
            found = self._look()
        except IdpError:  # told by whoever asks for realms
            return False
        if not found.moments or self._clock() < self._again_at:
            return False
        new, self._seen = found.version != self._seen, found.version
        come = any(self._settled < each <= self._now() for each in found.moments)
        return new or come or self._clock() >= self._due_at


def main() -> int:
    """0 if all realms are as declared."""
    described = platform.describe(LauncherSettings().layout())
    done = [
        emergencies.settle(described, print, utc_now()),
        rotation.settle(described, print),
        outside.settle(described, print, utc_now()),
    ]
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main())

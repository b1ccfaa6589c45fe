"""Tenants that are declared while the platform runs: taken without a pause for the others.

Whoever declares one asks the supervisor by a signal (`ask`); while one develops a changed file is
enough. The supervisor's watch then tells the processes of the modules, which go on serving, what
tenants there are now, and has the new ones set up.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from egov_idp.errors import IdpError
from egov_idp.local import platform, provinces, records
from egov_idp.local.errors import TenantNotTaken
from egov_idp.local.layout import Layout
from egov_idp.local.platform import Platform
from egov_idp.local.process import Say
from egov_idp.local.reload import EVERY
from egov_idp.local.sources import Sources
from egov_idp.local.supervisor import Supervisor

_SIGNAL: Final = signal.SIGUSR1

PATIENCE: Final = 60.0
"""Seconds the supervisor is given to take what is declared."""

Asked = Callable[[], bool]
"""Whether somebody asked since it was called before."""


def ask(layout: Layout) -> bool:
    """Ask the supervisor to take the tenants as they are declared now; False if none hears."""
    supervisor = records.find_supervisor(layout.run)
    if supervisor is None or not supervisor.hears:
        return False
    os.kill(supervisor.pid, _SIGNAL)
    return True


def wait_until_taken(described: Platform, tenant: str) -> None:
    """Return when the modules know that tenant as it is declared; raises `TenantNotTaken`."""
    give_up = time.monotonic() + PATIENCE
    wanted = platform.told(described)[tenant]
    while platform.published(described).get(tenant) != wanted:
        if time.monotonic() > give_up:
            raise TenantNotTaken(tenant)
        time.sleep(0.1)


@contextmanager
def listening() -> Iterator[Asked]:
    """Hear whoever asks, also while the platform still starts."""
    came: list[int] = []

    def asked() -> bool:
        heard = bool(came)
        came.clear()
        return heard

    before = signal.signal(_SIGNAL, lambda number, frame: came.append(number))
    try:
        yield asked
    finally:
        signal.signal(_SIGNAL, before)


class Taker:
    """Takes them while the supervisor watches: when somebody ``asked``, or a file has changed.

    What cannot be used is told, and what serves goes on.
    """

    def __init__(
        self,
        layout: Layout,
        supervisor: Supervisor,
        asked: Asked,
        say: Say,
        *,
        files: Sources | None = None,
    ) -> None:
        self._layout = layout
        self._supervisor = supervisor
        self._asked = asked
        self._say = say
        self._files = files
        self._look_at = time.monotonic() + EVERY
        self._to_set_up = False

    def tend(self) -> None:
        """Do what was asked for; returns at once."""
        if self._asked() or self._have_files_changed():
            self.take()
        if self._to_set_up and self._supervisor.run_again(provinces.NAME):
            self._to_set_up = False

    def take(self) -> None:
        """Tell the modules the tenants as they are declared now, and have new ones set up."""
        try:
            described = platform.describe(self._layout)
            before = platform.certificate_text(described)
            platform.prepare_certificate(described, platform.quietly)
        except IdpError as error:
            self._say("egov", f"what serves goes on as before: {error}")
            return
        platform.publish(described)
        if platform.certificate_text(described) != before:
            self._supervisor.running("web").reload()  # it reads its certificate when it begins
        self._to_set_up = True

    def _have_files_changed(self) -> bool:
        if self._files is None or time.monotonic() < self._look_at:
            return False
        self._look_at = time.monotonic() + EVERY
        return self._files.changed()

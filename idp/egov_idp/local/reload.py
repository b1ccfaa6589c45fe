"""Lets the running modules take changed source: tried first, then taken without a pause."""

import time
from collections.abc import Callable
from typing import Final

from egov_idp.local.process import Process, Say
from egov_idp.local.service import Service
from egov_idp.local.sources import Sources
from egov_idp.local.supervisor import Supervisor

EVERY: Final = 1.0
"""Seconds between two looks."""
WENT_WELL: Final = "exit code 0"


class Reloader:
    """Looks for changes while the supervisor watches; ``trial`` shows whether one may be taken."""

    def __init__(
        self,
        supervisor: Supervisor,
        trial: Service,
        say: Say,
        *,
        sources: Sources | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._supervisor = supervisor
        self._trial = trial
        self._say = say
        self._sources = sources or Sources()
        self._clock = clock
        self._look_at = clock() + EVERY
        self._trying: Process | None = None

    def tend(self) -> None:
        """Look once, or see what became of the trial; returns at once."""
        if self._trying is not None:
            if ended := self._trying.find_end():
                self._conclude(self._trying, ended)
        elif self._clock() >= self._look_at:
            self._look_at = self._clock() + EVERY
            if self._sources.changed():
                self._say("egov", "source has changed; trying it")
                self._trying = self._supervisor.start(self._trial)

    def _conclude(self, trial: Process, ended: str) -> None:
        self._trying = None
        if ended == WENT_WELL:
            self._say("egov", "the changed source is taken")
            self._supervisor.reload()
            return
        self._say("egov", f"the changed source does not start; what serves goes on ({trial.log}):")
        for line in trial.last_lines().splitlines():
            self._say("egov", line)

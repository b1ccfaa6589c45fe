"""Starts services in order, watches them, starts them again, stops them in reverse order."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, NoReturn, Self

from egov_idp.local import guardian, ports, process
from egov_idp.local import records as written
from egov_idp.local.errors import PortTaken, StartFailed
from egov_idp.local.layout import Layout
from egov_idp.local.process import Process, Say
from egov_idp.local.records import Record
from egov_idp.local.service import Service

FIRST_PAUSE = 1.0
"""Seconds before an ended service is started again; doubles each time."""
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
"""A service that ran this many seconds starts again after the first pause."""


@dataclass
class _Watched:
    process: Process
    since: float
    pause: float = FIRST_PAUSE
    again_at: float | None = None
    done: bool = False


class Supervisor:
    """The processes of one platform.

    Use it as a context manager: leaving it stops all that it started, in reverse order, each with
    ``stop_within`` seconds before SIGKILL. It is not for several threads: the kernel ends our
    children when the thread that started them ends.
    """

    def __init__(
        self,
        *,
        records: Path,
        logs: Path,
        say: Say,
        stop_within: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._records = records
        self._logs = logs
        self._say = say
        self._stop_within = stop_within
        self._clock = clock
        self._watched: list[_Watched] = []
        self._guardian: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        for name in process.end_stale(self._records):
            self._say("egov", f"{name}: ended a process that an earlier run left behind")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, service: Service) -> Process:
        """Start it and wait until it serves; raises `PortTaken` or `StartFailed`.

        Nobody waits for a one-shot: it is watched like the others until it is done.
        """
        check_port(service)
        watched = _Watched(process=self._spawn(service), since=self._clock())
        self._watched.append(watched)
        if not service.one_shot:
            self._wait_ready(watched)
        return watched.process

    def running(self, name: str) -> Process:
        """The process that now runs the service of that name; raises `KeyError`."""
        found = (w.process for w in self._watched if w.process.service.name == name)
        if (process := next(found, None)) is None:
            raise KeyError(name)
        return process

    def watch(self, also: Callable[[], None] = lambda: None) -> None:
        """Keep everything running until a signal interrupts it; ``also`` is done meanwhile."""
        while True:
            self.tend()
            also()
            time.sleep(0.2)

    def reload(self) -> None:
        """Let every server that can take changed source do so; one that waits starts at once."""
        for watched in self._watched:
            if not watched.process.service.reloads:
                continue
            if watched.again_at is None:
                watched.process.reload()
            else:
                watched.again_at, watched.pause = self._clock(), FIRST_PAUSE

    def run_again(self, name: str) -> bool:
        """Let a one-shot that is done work once more; False while it still works."""
        watched = next(each for each in self._watched if each.process.service.name == name)
        if watched.done:
            watched.done, watched.pause = False, FIRST_PAUSE
            watched.process = self._spawn(watched.process.service)
            watched.since = self._clock()
            return True
        return False

    def tend(self, *, but: _Watched | None = None) -> None:
        """Look at every service once: start again what ended and whose pause is over."""
        for watched in tuple(self._watched):
            if watched is but or watched.done:
                continue
            if watched.again_at is not None:
                self._start_again(watched)
            elif watched.process.is_done():
                self._finish(watched)
            elif ended := watched.process.find_end():
                self._end(watched, ended)
            elif not watched.process.ready_since and watched.process.service.ready():
                watched.process.mark_ready()

    def stop(self) -> None:
        """Stop everything that was started, the last one first."""
        while self._watched:
            running = self._watched.pop().process
            self._say("egov", f"{running.service.name}: stopping")
            running.stop(self._stop_within)
            self._guard("-", running)
        if self._guardian and self._guardian.stdin:
            self._guardian.stdin.close()
            self._guardian.wait()
            self._guardian = None

    def _spawn(self, service: Service) -> Process:
        started = Process(service, records=self._records, logs=self._logs, say=self._say)
        self._guard("+", started)
        started.begin()
        return started

    def _wait_ready(self, watched: _Watched) -> None:
        service = watched.process.service
        give_up = self._clock() + service.ready_within
        while not service.ready():
            if ended := watched.process.find_end():
                self._fail(watched, f"ended with {ended} before it was ready")
            if self._clock() > give_up:
                self._fail(watched, f"was not ready after {service.ready_within:.0f} s")
            self.tend(but=watched)
            time.sleep(0.1)
        watched.process.mark_ready()

    def _fail(self, watched: _Watched, what_happened: str) -> NoReturn:
        failed = watched.process
        raise StartFailed(failed.service.name, what_happened, failed.log, failed.last_lines())

    def _end(self, watched: _Watched, ended: str) -> None:
        if watched.process.service.retried:
            self._plan_restart(watched, ended)
        else:
            self._forget(watched)

    def _forget(self, watched: _Watched) -> None:
        self._watched.remove(watched)
        watched.process.clear()
        self._guard("-", watched.process)

    def _finish(self, watched: _Watched) -> None:
        if not watched.process.service.retried:
            self._forget(watched)
            return
        watched.done = True
        watched.process.clear()
        self._guard("-", watched.process)
        name = watched.process.service.name
        written.write(self._records, Record(name=name, done_since=datetime.now(UTC)))
        self._say("egov", f"{name}: done")

    def _plan_restart(self, watched: _Watched, ended: str) -> None:
        watched.process.clear()
        self._guard("-", watched.process)
        if self._clock() - watched.since > STEADY_AFTER:
            watched.pause = FIRST_PAUSE
        service = watched.process.service
        waits = Record(name=service.name, address=service.address, one_shot=service.one_shot)
        written.write(self._records, waits)
        self._say("egov", f"{service.name}: {ended}; starting again in {watched.pause:.0f} s")
        watched.again_at = self._clock() + watched.pause
        watched.pause = min(watched.pause * 2, LONGEST_PAUSE)

    def _start_again(self, watched: _Watched) -> None:
        if watched.again_at is None or self._clock() < watched.again_at:
            return
        watched.process = self._spawn(watched.process.service)
        watched.since, watched.again_at = self._clock(), None

    def _guard(self, sign: str, running: Process) -> None:
        if self._guardian is None:
            self._guardian = subprocess.Popen(  # noqa: S603 - our own script
                [sys.executable, "-I", "-S", guardian.__file__],
                stdin=subprocess.PIPE,
                start_new_session=True,
            )
        assert self._guardian.stdin  # noqa: S101 - PIPE above
        self._guardian.stdin.write(f"{sign}{running.pid}\n".encode())
        self._guardian.stdin.flush()


def check_port(service: Service) -> None:
    """Raise `PortTaken` if somebody else listens where the service will."""
    port = ports.of_address(service.address)
    if port is not None and not ports.is_free(port):
        raise PortTaken(service.name, port, ports.find_holder(port))


@contextmanager
def only_one(layout: Layout) -> Iterator[bool]:
    """Hold the platform's lock; False if another process holds it."""
    path = layout.run / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        if not _lock(lock):
            yield False
            return
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield True


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

"""One running service: its process group, its log, its record."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from egov_idp.local import guardian
from egov_idp.local import records as written
from egov_idp.local.log import Log
from egov_idp.local.records import Record
from egov_idp.local.service import Service

Say = Callable[[str, str], None]
"""Takes a process name and one line to show."""


# Whoever lost us before `begin` reads the end of its input and becomes nothing.
_WAITING: Final = (
    *("setpriv", "--pdeathsig", "TERM"),
    *("sh", "-c", 'read -r go && exec "$@" </dev/null', "sh"),
)


class Process:
    """A service that was started here, in a process group of its own.

    The group keeps Ctrl-C of the terminal away from it, so that the platform can end its parts in
    order. ``setpriv`` lets the kernel end it when we are gone; the guardian does the same for
    whatever it started itself. It waits for `begin`, so that we can be killed at any moment: before
    the guardian knows of it, it has done nothing and ends by itself.
    """

    def __init__(self, service: Service, *, records: Path, logs: Path, say: Say) -> None:
        self.service = service
        self.log = logs / f"{service.name}.log"
        self.ready_since: datetime | None = None
        self._records = records
        self._cleared = False
        self._popen = self._spawn()
        self._write_record()
        reader = threading.Thread(target=self._read_log, args=(say,), daemon=True)
        reader.start()
        self._reader = reader

    def begin(self) -> None:
        """Let it run, now that the guardian knows of it."""
        assert self._popen.stdin  # noqa: S101 - PIPE below
        with suppress(BrokenPipeError), self._popen.stdin as stdin:
            stdin.write(b"\n")

    @property
    def pid(self) -> int:
        """Number of the process and of its group."""
        return self._popen.pid

    def mark_ready(self) -> None:
        """Write down that it serves from now on."""
        self.ready_since = datetime.now(UTC)
        self._write_record()

    def find_end(self) -> str | None:
        """``exit code 1`` or ``killed by signal 9`` once it has ended."""
        code = self._popen.poll()
        if code is None:
            return None
        return f"exit code {code}" if code >= 0 else f"killed by signal {-code}"

    def is_done(self) -> bool:
        """Whether it is a one-shot that ended well."""
        return self.service.one_shot and self._popen.poll() == 0

    def reload(self) -> None:
        """Ask it to begin anew with the source as it is now, while it serves."""
        with suppress(ProcessLookupError):  # ended meanwhile: the supervisor starts it again
            os.kill(self.pid, signal.SIGHUP)

    def stop(self, within: float) -> None:
        """End the whole group: SIGTERM, SIGKILL when ``within`` seconds are over."""
        if self._popen.poll() is None:
            guardian.send(self.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._popen.wait(within)
        self.clear()

    def clear(self) -> None:
        """Take away what an ended process left behind: workers, its pipe, its record."""
        written.remove(self._records, self.service.name)
        if self._cleared:  # its number may be somebody else's by now
            return
        self._cleared = True
        guardian.send(self.pid, signal.SIGKILL)
        self._popen.wait()
        self._reader.join(timeout=1)

    def last_lines(self, count: int = 15) -> str:
        """The end of its log."""
        self._reader.join(timeout=0.5)
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-count:])

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - argv comes from our own service definitions
            [*_WAITING, *self.service.argv],
            env=dict(self.service.env),
            cwd=self.service.cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _write_record(self) -> None:
        record = Record(
            name=self.service.name,
            address=self.service.address,
            pid=self.pid,
            started=written.started(self.pid),
            ready_since=self.ready_since,
            one_shot=self.service.one_shot,
        )
        written.write(self._records, record)

    def _read_log(self, say: Say) -> None:
        assert self._popen.stdout  # noqa: S101 - PIPE above
        log = Log(self.log)
        with self._popen.stdout as lines, closing(log):
            for line in lines:
                log.write(line)
                say(self.service.name, line.decode(errors="replace").rstrip())


def end_stale(records: Path) -> list[str]:
    """End the processes that an earlier run left behind; answers their names."""
    found = written.list_all(records)
    stale = {r.name: r.pid for r in found if r.pid and written.started(r.pid) == r.started}
    guardian.end(set(stale.values()))
    for record in found:
        written.remove(records, record.name)
    return list(stale)

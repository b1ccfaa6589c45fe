"""The logs of one platform: ``var/log/<name>.log``, one per process, written and read.

A log that becomes long is put aside as ``<name>.log.1`` and begun anew; one such is kept, so no log
takes more than twice `LONGEST`.
"""

import os
import sys
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from egov_idp.local.layout import Layout

LONGEST = 10 * 1024 * 1024
"""Bytes."""
LAUNCHER = "egov"
"""The log of ``./egov up --detach`` itself."""


def path(layout: Layout, name: str) -> Path:
    """Where that log lies, or would."""
    return layout.logs / f"{name}.log"


def aside(log: Path) -> Path:
    """Where it is put when it is long."""
    return log.with_suffix(".log.1")


def begin_anew_if_long(log: Path, longest: int = LONGEST) -> None:
    """Put a long log aside whose writer is this process's standard output and error output."""
    if not log.exists() or log.stat().st_size <= longest:
        return
    log.replace(aside(log))
    with log.open("ab") as begun:
        for output in (sys.stdout, sys.stderr):
            output.flush()
            os.dup2(begun.fileno(), output.fileno())


def list_all(layout: Layout) -> Mapping[str, Path]:
    """Every log there is, by the name of what writes it."""
    return {found.stem: found for found in sorted(layout.logs.glob("*.log"))}


class Log:
    """A log that is written, line by line."""

    def __init__(self, path: Path, *, longest: int = LONGEST) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._longest = longest
        self._file = path.open("ab", buffering=0)

    def write(self, line: bytes) -> None:
        """Add a whole line."""
        if self._file.tell() + len(line) > self._longest:
            self._file.close()
            self._path.replace(aside(self._path))
            self._file = self._path.open("ab", buffering=0)
        self._file.write(line)

    def close(self) -> None:
        """Nothing more is written."""
        self._file.close()


class Tail:
    """Reads a log line by line, and later what was added; a log begun anew is read from its top."""

    def __init__(self, path: Path, *, position: int = 0) -> None:
        self._path = path
        self._position = position
        self._file_number: int | None = None

    def last(self, count: int) -> list[str]:
        """The last lines; `added` goes on from here."""
        return list(deque(self.added(), maxlen=count))

    def added(self) -> list[str]:
        """The whole lines that were added since the last call."""
        try:
            with self._path.open("rb") as file:
                self._position = self._begin(file.fileno())
                file.seek(self._position)
                text = file.read()
        except FileNotFoundError:
            return []
        whole = text[: text.rfind(b"\n") + 1]
        self._position += len(whole)
        return whole.decode(errors="replace").splitlines()

    def _begin(self, handle: int) -> int:
        """Where to read on: the top of a file that is another one, or shorter, than before."""
        now, before = os.fstat(handle), self._file_number
        self._file_number = now.st_ino
        is_another = before is not None and before != now.st_ino
        return 0 if is_another or now.st_size < self._position else self._position

"""What is made from a file and made anew when the file was replaced, while it is in use."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Generic, TypeVar

import structlog

T = TypeVar("T")

_log = structlog.get_logger()

Stamp = tuple[int, int] | None
AGAIN: Final = 5.0
"""Seconds until the next try, when one could not be made."""


class Renewed(Generic[T]):
    """Answers the newest one to each request; who works with an older one goes on with it.

    ``make`` makes it from ``file``, or once for all if there is none. What cannot be made anew is
    logged, and the one before serves on.
    """

    def __init__(
        self,
        make: Callable[[], T],
        file: Path | None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make = make
        self._file = file
        self._clock = clock
        self._again_at = clock()
        self._lock = threading.Lock()
        self._stamp: Stamp = None
        self._stamp = self._look()
        self._made = make()

    def get(self) -> T:
        """The one that the file stands for now."""
        if self._look() != self._stamp and self._clock() >= self._again_at:
            with self._lock:
                self._renew()
        return self._made

    def _renew(self) -> None:
        stamp = self._look()
        if stamp == self._stamp or self._clock() < self._again_at:  # somebody else was faster
            return
        try:
            self._made = self._make()
            self._stamp = stamp
        except Exception as error:  # what serves is better than nothing
            self._again_at = self._clock() + AGAIN
            _log.error("settings.not_renewed", file=str(self._file), error=str(error))

    def _look(self) -> Stamp:
        if self._file is None:
            return None
        try:
            found = self._file.stat()
        except OSError:  # as good as unchanged
            return self._stamp
        return found.st_mtime_ns, found.st_ino

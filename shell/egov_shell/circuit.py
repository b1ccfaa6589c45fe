"""Asking a service that does not answer once in a while, instead of once for each page."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

PAUSE: Final = timedelta(seconds=10)


class Circuit:
    """Whether to ask one service now; threads share it.

    While it answers, everybody asks. Once it was silent, one in `PAUSE` tries, and the others do
    without it at once.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._again_at: datetime | None = None

    def may_ask(self) -> bool:
        """Whether the caller is to ask: one of many while it is silent."""
        with self._lock:
            now = self._now()
            if self._again_at is None:
                return True
            if now < self._again_at:
                return False
            self._again_at = now + PAUSE
            return True

    def silent(self) -> None:
        """Note that it did not answer."""
        with self._lock:
            self._again_at = self._now() + PAUSE

    def answered(self) -> None:
        """Note that it answered, whatever it said."""
        self._again_at = None

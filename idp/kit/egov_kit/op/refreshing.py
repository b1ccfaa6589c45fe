"""A value fetched from the sign-in server and kept: fresh when it can be, old when it must be."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from egov_kit.errors import ProviderError

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Policy:
    """How long a fetched value serves, in seconds.

    After ``fresh_for`` one caller fetches anew while the others keep the old value; after
    ``valid_for`` everybody waits for the new one; if it cannot be had, the old one serves until
    ``stale_for``. A fetch that failed, or was asked for out of turn, is not repeated within
    ``cool_down``.
    """

    fresh_for: float
    valid_for: float
    stale_for: float
    cool_down: float


class Refreshing(Generic[T]):
    """One such value, safe to share between threads; concurrent callers make one fetch."""

    def __init__(
        self, fetch: Callable[[], T], policy: Policy, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._policy = policy
        self._clock = clock
        self._lock = threading.Lock()
        # One attribute for both, so that a reader without the lock never sees half an update.
        self._kept: tuple[T, float] | None = None
        self._failed: tuple[ProviderError, float] | None = None
        self._forced_at = self._anew_at = -math.inf

    def peek(self) -> T | None:
        """What is there now, however old; no fetch."""
        return None if self._kept is None else self._kept[0]

    def current(self) -> T:
        """The value, fetched if need be; raises the fetch's `ProviderError` if there is none."""
        age = self._age()
        if age >= self._policy.fresh_for:
            self._refresh(wait=age >= self._policy.valid_for)
        return self._usable()

    def newer(self, than: T | None) -> T:
        """A value fetched after ``than`` was seen, or the same one during the cool-down."""
        with self._lock:
            now = self._clock()
            if self.peek() is not than:
                self._forced_at = now
            elif not self._is_cooling(now) and now - self._forced_at >= self._policy.cool_down:
                self._forced_at = now
                self._try()
        return self._usable()

    def anew(self) -> T:
        """A value fetched now, or the last one during a cool-down that only this method begins.

        What others asked for, and what became of it, does not count here.
        """
        with self._lock:
            now = self._clock()
            if now - self._anew_at >= self._policy.cool_down:
                self._anew_at = now
                self._try()
        return self._usable()

    def _age(self) -> float:
        return math.inf if self._kept is None else self._clock() - self._kept[1]

    def _is_cooling(self, now: float) -> bool:
        return self._failed is not None and now - self._failed[1] < self._policy.cool_down

    def _refresh(self, *, wait: bool) -> None:
        if not self._lock.acquire(blocking=wait):
            return
        try:
            if self._age() >= self._policy.fresh_for and not self._is_cooling(self._clock()):
                self._try()
        finally:
            self._lock.release()

    def _try(self) -> None:
        try:
            value = self._fetch()
        except ProviderError as error:
            self._failed = (error, self._clock())
        else:
            self._kept, self._failed = (value, self._clock()), None

    def _usable(self) -> T:
        kept, failed = self._kept, self._failed
        if kept is not None and (
            failed is None or self._clock() - kept[1] < self._policy.stale_for
        ):
            return kept[0]
        if failed is None:
            raise RuntimeError("nothing was fetched and nothing failed")
        # A new one each time: threads must not share a traceback.
        raise type(failed[0])(failed[0].reason)

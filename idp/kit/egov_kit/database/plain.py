"""Reading single rows of a SQLite file without SQLAlchemy: what every request does, fast.

Each thread keeps a connection of its own that refuses to write.
"""

import os
import sqlite3
import threading
from collections.abc import Sequence
from typing import Any, Final
from weakref import WeakSet

_WAIT_MS: Final = 10_000


class _Held:
    """The connection of one thread; closed when the thread is no more."""

    ours = False
    """Whether there is a connection, and this process opened it."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.ours = True
        self.connection.execute(f"PRAGMA busy_timeout={_WAIT_MS}")
        self.connection.execute("PRAGMA query_only=ON")

    def __del__(self) -> None:
        if self.ours:  # what a parent process opened stays as it is
            self.connection.close()


class PlainReader:
    """Queries on one file; may raise `sqlite3.Error`."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._threads = threading.local()
        self._held: WeakSet[_Held] = WeakSet()
        _readers.add(self)

    def one(self, query: str, values: Sequence[object]) -> tuple[Any, ...] | None:
        """The first row."""
        held: _Held | None = getattr(self._threads, "held", None)
        if held is None:
            held = self._threads.held = _Held(self._path)
            self._held.add(held)
        found: tuple[Any, ...] | None = held.connection.execute(query, values).fetchone()
        return found

    def close(self) -> None:
        """Close the connections of all threads; the next query opens a new one."""
        held, self._held, self._threads = list(self._held), WeakSet(), threading.local()
        for each in held:
            each.connection.close()

    def forget(self) -> None:
        """Leave the connections of a parent process open, and never use them."""
        for each in self._held:
            each.ours = False
            _left_open.append(each.connection)
        self._held, self._threads = WeakSet(), threading.local()


_readers: WeakSet[PlainReader] = WeakSet()
_left_open: list[sqlite3.Connection] = []


def close_readers() -> None:
    """Close what all of them have open."""
    for each in list(_readers):
        each.close()


def _forget() -> None:
    for each in _readers:
        each.forget()


os.register_at_fork(after_in_child=_forget)

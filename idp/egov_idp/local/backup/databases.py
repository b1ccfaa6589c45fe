"""The SQLite files of the modules: one moment of all of them, copied and counted."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from egov_idp.local.backup.errors import StoreUnreadable
from egov_idp.local.layout import Layout

_WAIT = 3.0
"""Seconds for a lock; who holds one may stand still himself."""


class Moment:
    """All databases as they were when `of` began; a large one takes no longer than a small one."""

    def __init__(self, opened: Mapping[str, sqlite3.Connection]) -> None:
        self._opened = opened

    @classmethod
    @contextmanager
    def of(cls, layout: Layout) -> Iterator["Moment"]:
        """Begin to read every database of the platform; raises `StoreUnreadable`."""
        opened: dict[str, sqlite3.Connection] = {}
        try:
            for file in list_files(layout.databases):
                name = file.relative_to(layout.databases).as_posix()
                opened[name] = sqlite3.connect(file, timeout=_WAIT, isolation_level=None)
                _begin(opened[name], name)
            yield cls(opened)
        finally:
            for each in opened.values():
                each.close()

    def write(self, folder: Path) -> None:
        """Write them below ``folder``, each as one file."""
        for name, source in self._opened.items():
            target = folder / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with closing(sqlite3.connect(target, isolation_level=None)) as copy:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")


def list_files(folder: Path) -> list[Path]:
    """Every database below ``folder``, ``<tenant>/<store>.sqlite``."""
    return sorted(folder.glob("*/*.sqlite"))


def count(folder: Path) -> Mapping[str, Mapping[str, int]]:
    """Rows of each table by database, ``<tenant>/<store>``; raises `StoreUnreadable`."""
    return {
        file.relative_to(folder).with_suffix("").as_posix(): _rows(file)
        for file in list_files(folder)
    }


def _begin(connection: sqlite3.Connection, name: str) -> None:
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise StoreUnreadable(f"The database {name}", str(error)) from error


def _rows(file: Path) -> Mapping[str, int]:
    try:
        with closing(sqlite3.connect(file)) as connection:
            named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            tables = sorted(str(name) for (name,) in named if not name.startswith("sqlite_"))
            return {table: _count(connection, table) for table in tables}
    except sqlite3.Error as error:
        raise StoreUnreadable(f"The database {file.name}", str(error)) from error


def _count(connection: sqlite3.Connection, table: str) -> int:
    quoted = '"' + table.replace('"', '""') + '"'
    found = connection.execute(f"SELECT COUNT(*) FROM {quoted}").fetchone()  # noqa: S608 - quoted
    return int(found[0])

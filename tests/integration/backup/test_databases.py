"""All SQLite files of a platform as they were at one moment, while others write to them."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from egov_idp.local.backup import databases
from egov_idp.local.backup.databases import Moment
from egov_idp.local.backup.errors import StoreUnreadable
from egov_idp.local.layout import Layout

NAMES = ("danang/onestop.sqlite", "danang/kit_onestop.sqlite", "quang-nam/onestop.sqlite")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(var=tmp_path / "var")
    for name in NAMES:
        (made.databases / name).parent.mkdir(parents=True, exist_ok=True)
        with closing(opened(made, name)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, amount INTEGER)")
            connection.execute("CREATE TABLE total (amount INTEGER)")
            connection.execute("INSERT INTO total VALUES (0)")
    return made


def opened(layout: Layout, name: str) -> sqlite3.Connection:
    return sqlite3.connect(layout.databases / name, isolation_level=None, timeout=10)


@pytest.fixture
def _writing(layout: Layout) -> Iterator[None]:
    """Somebody adds entries to every file, each with its total in one transaction."""
    over = threading.Event()
    threads = [threading.Thread(target=write, args=(layout, name, over)) for name in NAMES]
    for thread in threads:
        thread.start()
    yield
    over.set()
    for thread in threads:
        thread.join()


def write(layout: Layout, name: str, over: threading.Event) -> None:
    with closing(opened(layout, name)) as connection:
        while not over.wait(0.001):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO entry (amount) VALUES (7)")
            connection.execute("UPDATE total SET amount = amount + 7")
            connection.execute("COMMIT")


def entries(file: Path) -> int:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        ((found, amount),) = connection.execute("SELECT COUNT(*), TOTAL(amount) FROM entry")
        ((total,),) = connection.execute("SELECT amount FROM total")
    assert amount == total
    return int(found)


@pytest.mark.usefixtures("_writing")
def test_what_is_written_later_is_not_in_the_copies(layout: Layout, tmp_path: Path) -> None:
    with Moment.of(layout) as moment:
        at_once = {name: entries(layout.databases / name) for name in NAMES}
        for name in NAMES:
            while entries(layout.databases / name) < at_once[name] + 20:
                pass
        moment.write(tmp_path / "copy")

    for name in NAMES:
        assert entries(tmp_path / "copy" / name) <= at_once[name]


@pytest.mark.usefixtures("_writing")
def test_each_copy_holds_whole_transactions(layout: Layout, tmp_path: Path) -> None:
    for attempt in range(20):
        with Moment.of(layout) as moment:
            moment.write(tmp_path / str(attempt))

        assert all(entries(tmp_path / str(attempt) / name) >= 0 for name in NAMES)


def test_a_copy_is_one_file(layout: Layout, tmp_path: Path) -> None:
    with Moment.of(layout) as moment:
        moment.write(tmp_path / "copy")

    files = {p.relative_to(tmp_path / "copy").as_posix() for p in (tmp_path / "copy").glob("*/*")}
    assert files == set(NAMES)


def test_the_rows_of_every_table_are_counted(layout: Layout) -> None:
    assert databases.count(layout.databases)["danang/onestop"] == {"entry": 0, "total": 1}


def test_a_file_that_is_no_database_is_named(layout: Layout) -> None:
    (layout.databases / NAMES[0]).write_bytes(b"no database" * 100)

    with pytest.raises(StoreUnreadable, match=NAMES[0]), Moment.of(layout):
        pass

import gc
import sqlite3
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread

import pytest
from egov_kit import database
from egov_kit.database import PlainReader
from egov_kit.settings import Settings
from sqlalchemy import Column, Integer, MetaData, String, Table, text
from sqlalchemy.exc import DBAPIError, StatementError

LEDGER = "tests.data.ledger"


@pytest.fixture
def ledger(settings: Settings) -> Settings:
    database.migrate(settings, "danang", LEDGER, "ledger")
    with database.transaction(settings, "danang", "ledger") as session:
        session.execute(text("INSERT INTO account (id, name) VALUES (1, '0')"))
    return settings


def balance(settings: Settings) -> int:
    with database.transaction(settings, "danang", "ledger", write=False) as session:
        return int(session.execute(text("SELECT name FROM account WHERE id = 1")).scalar_one())


def test_a_transaction_commits_at_its_end(ledger: Settings) -> None:
    with database.transaction(ledger, "danang", "ledger") as session:
        session.execute(text("UPDATE account SET name = '5'"))

    assert balance(ledger) == 5


def test_a_transaction_that_raises_leaves_nothing(ledger: Settings) -> None:
    def crash() -> None:
        with database.transaction(ledger, "danang", "ledger") as session:
            session.execute(text("UPDATE account SET name = '5'"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crash()

    assert balance(ledger) == 0


def test_writers_wait_for_each_other(ledger: Settings) -> None:
    account = Table("account", MetaData(), Column("name", String))

    def add_ten() -> None:
        for _ in range(10):
            with database.transaction(ledger, "danang", "ledger") as session:
                now = int(session.execute(account.select().with_for_update()).scalar_one())
                session.execute(text("UPDATE account SET name = :name"), {"name": str(now + 1)})

    threads = [Thread(target=add_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert balance(ledger) == 40


def test_a_reading_transaction_cannot_write(ledger: Settings) -> None:
    with (
        pytest.raises(DBAPIError),
        database.transaction(ledger, "danang", "ledger", write=False) as session,
    ):
        session.execute(text("UPDATE account SET name = '5'"))

    with database.transaction(ledger, "danang", "ledger") as session:
        session.execute(text("UPDATE account SET name = '6'"))
    assert balance(ledger) == 6


def test_a_reader_does_not_wait_for_a_writer(ledger: Settings) -> None:
    with database.transaction(ledger, "danang", "ledger") as session:
        session.execute(text("UPDATE account SET name = '5'"))

        assert balance(ledger) == 0


def test_foreign_keys_are_enforced(ledger: Settings) -> None:
    with (
        pytest.raises(DBAPIError),
        database.transaction(ledger, "danang", "ledger") as session,
    ):
        session.execute(text("INSERT INTO entry (id, account_id) VALUES (1, 99)"))


def test_the_kits_store_can_be_written_while_the_modules_is(ledger: Settings) -> None:
    with (
        database.transaction(ledger, "danang", "ledger") as outer,
        database.kit_transaction(ledger, "danang", "ledger") as inner,
    ):
        outer.execute(text("UPDATE account SET name = '5'"))
        assert inner.execute(text("SELECT 1")).scalar_one() == 1


def test_an_unknown_tenant_has_no_database(settings: Settings) -> None:
    with pytest.raises(KeyError):
        database.engine_for(settings, "../etc", "ledger")


def test_a_moment_comes_back_as_utc(settings: Settings) -> None:
    table = Table("moment", MetaData(), Column("at", database.UtcDateTime), Column("n", Integer))
    seven = datetime(2026, 11, 22, 6, 30, tzinfo=timezone(timedelta(hours=7)))
    with database.transaction(settings, "danang", "ledger") as session:
        if settings.database_url.startswith("postgresql"):
            session.execute(text('CREATE SCHEMA "ledger"'))
        table.create(session.connection())
        session.execute(table.insert().values(at=seven, n=1))
        stored = session.execute(table.select()).one()

    assert stored.at == seven
    assert stored.at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(settings: Settings) -> None:
    table = Table("moment", MetaData(), Column("at", database.UtcDateTime))
    with (
        pytest.raises(StatementError, match="no time zone"),
        database.transaction(settings, "danang", "ledger") as session,
    ):
        session.execute(table.insert().values(at=datetime(2026, 11, 22)))  # noqa: DTZ001 # that is the mistake


def test_an_error_of_the_database_quotes_no_value(ledger: Settings) -> None:
    """A traceback goes into the log as it is: no token of a session, nobody's number."""
    write = text("UPDATE account SET name = :name, nothing = 1")
    with (
        pytest.raises(DBAPIError, match="UPDATE account") as caught,
        database.transaction(ledger, "danang", "ledger") as session,
    ):
        session.execute(write, {"name": "048190001234"})

    assert "048190001234" not in str(caught.value)


def test_only_the_owner_may_open_the_files(sqlite_settings: Settings, tmp_path: Path) -> None:
    database.migrate(sqlite_settings, "danang", LEDGER, "ledger")

    assert stat.S_IMODE((tmp_path / "db" / "danang").stat().st_mode) == 0o700


def test_plain_reader_sees_what_was_written_and_writes_nothing(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
    database.migrate_kit(sqlite_settings, "danang", "ledger")
    reader = database.kit_reader(sqlite_settings, "danang", "ledger")
    assert reader is not None
    count = "SELECT count(*) FROM kit_logout WHERE iss = ?"
    assert reader.one(count, ("x",)) == (0,)
    with database.kit_transaction(sqlite_settings, "danang", "ledger") as session:
        session.execute(text("INSERT INTO kit_logout VALUES ('1', 'x', NULL, NULL, '2026-01-01')"))
    assert reader.one(count, ("x",)) == (1,)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.one("DELETE FROM kit_logout WHERE iss = ?", ("x",))


def test_plain_reader_of_a_file_that_cannot_be_opened_says_so_alone(tmp_path: Path) -> None:
    reader = PlainReader(str(tmp_path / "none" / "x.sqlite"))
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        reader.one("SELECT 1", ())
    gc.collect()  # what an object says while it goes is an error of this test


def test_connections_of_a_thread_that_ended_are_closed(sqlite_settings: Settings) -> None:
    database.migrate_kit(sqlite_settings, "danang", "ledger")
    reader = database.kit_reader(sqlite_settings, "danang", "ledger")
    assert reader is not None
    for _ in range(30):
        thread = Thread(target=reader.one, args=("SELECT 1 WHERE 1 = ?", (1,)))
        thread.start()
        thread.join()
    gc.collect()
    assert len(reader._held) == 0

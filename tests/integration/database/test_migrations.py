from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

import pytest
from egov_kit import database
from egov_kit.errors import StoreNewer
from egov_kit.settings import Settings
from sqlalchemy import inspect, text

LEDGER = "tests.data.ledger"


def tables(settings: Settings, tenant: str = "danang", store: str = "ledger") -> set[str]:
    return set(inspect(database.engine_for(settings, tenant, store)).get_table_names())


def test_migrating_makes_the_tables(settings: Settings) -> None:
    database.migrate(settings, "danang", LEDGER, "ledger")

    assert tables(settings) == {"account", "entry", "alembic_version"}


def test_migrating_twice_changes_nothing(settings: Settings) -> None:
    database.migrate(settings, "danang", LEDGER, "ledger")
    with database.transaction(settings, "danang", "ledger") as session:
        session.execute(text("INSERT INTO account (id, name) VALUES (1, 'Quỹ')"))

    database.migrate(settings, "danang", LEDGER, "ledger")

    with database.transaction(settings, "danang", "ledger", write=False) as session:
        assert session.execute(text("SELECT name FROM account")).scalar_one() == "Quỹ"


def test_downgrading_takes_everything_away(settings: Settings) -> None:
    database.migrate(settings, "danang", LEDGER, "ledger")

    database.downgrade(settings, "danang", LEDGER, "ledger")

    assert tables(settings) == {"alembic_version"}


def test_one_step_down_and_up_keeps_the_rows(settings: Settings) -> None:
    database.migrate(settings, "danang", LEDGER, "ledger")
    with database.transaction(settings, "danang", "ledger") as session:
        session.execute(text("INSERT INTO account (id) VALUES (1)"))
        session.execute(text("INSERT INTO entry (id, account_id) VALUES (1, 1)"))

    database.downgrade(settings, "danang", LEDGER, "ledger", "0001")
    database.migrate(settings, "danang", LEDGER, "ledger")

    with database.transaction(settings, "danang", "ledger", write=False) as session:
        assert session.execute(text("SELECT account_id FROM entry")).scalars().all() == [1]


def test_versions_are_listed_from_the_oldest_on() -> None:
    assert database.versions(LEDGER) == ("0001", "0002")
    assert database.versions("tests.support") == ()


def test_a_database_of_an_older_source_is_brought_to_the_newest_version(settings: Settings) -> None:
    database.migrate(settings, "danang", LEDGER, "ledger")
    database.downgrade(settings, "danang", LEDGER, "ledger", "0001")
    with database.transaction(settings, "danang", "ledger") as session:
        session.execute(text("INSERT INTO account (id) VALUES (1)"))

    database.migrate(settings, "danang", LEDGER, "ledger")

    with database.transaction(settings, "danang", "ledger", write=False) as session:
        assert session.execute(text("SELECT id, name FROM account")).all() == [(1, "?")]


def test_a_database_of_a_newer_source_is_refused_and_left_as_it_is(settings: Settings) -> None:
    database.migrate(settings, "danang", LEDGER, "ledger")
    with database.transaction(settings, "danang", "ledger") as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0009'"))

    with pytest.raises(StoreNewer, match=r"danang/ledger is at version 0009.* up to 0002"):
        database.migrate(settings, "danang", LEDGER, "ledger")

    with database.transaction(settings, "danang", "ledger", write=False) as session:
        now = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert (now, "entry" in tables(settings)) == ("0009", True)


def test_a_package_without_migrations_keeps_nothing(settings: Settings) -> None:
    database.migrate(settings, "danang", "tests.support", "support")

    assert tables(settings, store="support") == set()


def test_two_threads_may_migrate_at_once(settings: Settings) -> None:
    with ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(database.migrate, settings, "danang", LEDGER, "ledger") for _ in range(2)
        ]
    for run in runs:
        run.result()

    assert "account" in tables(settings)


def test_two_processes_may_migrate_at_once(settings: Settings) -> None:
    processes = [
        get_context("spawn").Process(
            target=database.migrate, args=(settings, "danang", LEDGER, "ledger")
        )
        for _ in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0, 0]
    assert "account" in tables(settings)


def test_tenants_and_modules_do_not_see_each_other(settings: Settings) -> None:
    database.migrate(settings, "danang", LEDGER, "ledger")

    assert tables(settings, tenant="quang-nam") == set()
    assert tables(settings, store="other") == set()
    assert tables(settings, store=database.kit_store("ledger")) == set()

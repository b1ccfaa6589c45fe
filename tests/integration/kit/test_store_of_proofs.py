"""What may be shown once only, in every store of the kit."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from egov_kit import database
from egov_kit.settings import Settings
from egov_kit.store import Store

from tests.support.op import HandClock

Open = Callable[..., Store]


@pytest.fixture
def open_store(store_settings: Settings, clock: HandClock) -> Open:
    """The store of a module."""

    def opened(module: str = "onestop") -> Store:
        database.migrate_kit(store_settings, "danang", module)
        now = lambda: datetime.fromtimestamp(clock(), UTC)  # noqa: E731
        return Store(settings=store_settings, tenant="danang", module=module, now=now)

    return opened


def test_what_was_shown_is_let_in_once(open_store: Open) -> None:
    store = open_store()
    proofs, now = store.rows.proofs, store.now()
    until = now + timedelta(seconds=90)
    with ThreadPoolExecutor(8) as threads:
        shown = [
            threads.submit(proofs.first_use, name, now=now, until=until)
            for name in ("one", "two") * 8
        ]
    assert sum(each.result() for each in shown) == 2
    assert not proofs.first_use("one", now=now + timedelta(seconds=80), until=until)


def test_what_was_shown_to_another_module_is_its_own(open_store: Open) -> None:
    for module in ("onestop", "documents"):
        store = open_store(module=module)
        until = store.now() + timedelta(seconds=90)
        assert store.rows.proofs.first_use("one", now=store.now(), until=until)

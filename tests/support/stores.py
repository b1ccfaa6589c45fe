"""Settings over SQLite files, databases of a real PostgreSQL, or Valkey; fresh for each test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from egov_kit import database
from egov_kit.settings import Settings, Tenant

from tests.support._valkey import Valkey
from tests.support.postgres import Postgres

TENANTS = {
    "danang": Tenant(
        issuer="http://sso.localhost:8080/realms/danang",
        host="danang.localhost:8000",
        unit="H17",
        title={"vi": "Thành phố Đà Nẵng", "en": "Da Nang City"},
    ),
    "quang-nam": Tenant(
        issuer="http://sso.localhost:8080/realms/quang-nam",
        host="quang-nam.localhost:8000",
        unit="H47",
        title={"vi": "Tỉnh Quảng Nam", "en": "Quang Nam Province"},
    ),
}


def settings_for(database_url: str, secrets: Path) -> Settings:
    return Settings(
        environment="development",
        scheme="http",
        tenants=TENANTS,
        database_url=database_url,
        secrets_dir=secrets,
    )


STORES = ("sqlite", "postgres", "valkey")
Fixture = Callable[[str], Any]


@contextmanager
def open_store(name: str, folder: Path, fixture: Fixture) -> Iterator[Settings]:
    """Settings over the store of that name, empty; ``fixture`` gives the server it needs."""
    with _DATABASES.get(name, _sqlite)(folder, fixture) as settings:
        if name == "valkey":
            valkey: Valkey = fixture("valkey")
            with valkey.client() as client:
                client.flushall()
            settings = settings.model_copy(update={"session_store": valkey.url})
        yield settings


@contextmanager
def _sqlite(folder: Path, _fixture: Fixture) -> Iterator[Settings]:
    yield settings_for(f"sqlite:///{folder}/db/{{tenant}}/{{module}}.sqlite", folder)
    database.close_all()


@contextmanager
def _postgres(folder: Path, fixture: Fixture) -> Iterator[Settings]:
    postgres: Postgres = fixture("postgres")
    run = uuid4().hex[:12]
    names = [f"{run}-{tenant}" for tenant in TENANTS]
    for name in names:
        postgres.create_database(name)
    yield settings_for(postgres.url(f"{run}-{{tenant}}"), folder)
    database.close_all()
    for name in names:
        postgres.drop_database(name)


_DATABASES = {"postgres": _postgres}


@pytest.fixture(params=STORES)
def store_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Every test that asks for it runs on each store that the kit may keep its rows in."""
    with open_store(request.param, tmp_path, request.getfixturevalue) as settings:
        yield settings


@pytest.fixture
def sqlite_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Rows in SQLite files."""
    with open_store("sqlite", tmp_path, request.getfixturevalue) as settings:
        yield settings


@pytest.fixture
def valkey_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Modules keep their own rows in SQLite files, the kit its in Valkey."""
    with open_store("valkey", tmp_path, request.getfixturevalue) as settings:
        yield settings


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Every test that asks for it runs on both databases."""
    with open_store(request.param, tmp_path, request.getfixturevalue) as settings:
        yield settings

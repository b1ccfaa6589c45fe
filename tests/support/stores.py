"""Settings over SQLite files or databases of a real PostgreSQL, fresh for each test."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from egov_kit import database
from egov_kit.settings import Settings, Tenant

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


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> Iterator[Settings]:
    yield settings_for(f"sqlite:///{tmp_path}/db/{{tenant}}/{{module}}.sqlite", tmp_path)
    database.close_all()


@pytest.fixture
def postgres_settings(postgres: Postgres, tmp_path: Path) -> Iterator[Settings]:
    run = uuid4().hex[:12]
    names = [f"{run}-{tenant}" for tenant in TENANTS]
    for name in names:
        postgres.create_database(name)
    yield settings_for(postgres.url(f"{run}-{{tenant}}"), tmp_path)
    database.close_all()
    for name in names:
        postgres.drop_database(name)


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Every test that asks for it runs on both databases."""
    found: Settings = request.getfixturevalue(f"{request.param}_settings")
    return found

"""Migrations: Alembic, run from code over the ``migrations/`` folder of a package."""

import importlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from egov_kit.database.engines import engine_for, kit_store
from egov_kit.errors import StoreNewer
from egov_kit.module import Module
from egov_kit.settings import Settings

KIT: Final = "egov_kit"
"""The package whose migrations make the kit's own stores."""

_ENVIRONMENT: Final = Path(__file__).parent / "alembic_env"
# Alembic's migration context is a global of its process.
_one_at_a_time = threading.Lock()


def versions(package: str) -> tuple[str, ...]:
    """What ``<package>/migrations`` can bring a store to, the oldest first; () without a folder."""
    if not (folder := _folder(package)).is_dir():
        return ()
    known = ScriptDirectory.from_config(_config(folder)).walk_revisions()
    return tuple(each.revision for each in known)[::-1]


def prepare(settings: Settings, tenant: str, module: Module) -> None:
    """Bring both stores of a tenant's module to the newest version; does nothing if they are.

    Raises `StoreNewer` for one that a newer source has migrated.
    """
    migrate_kit(settings, tenant, module.name)
    migrate(settings, tenant, module.package, module.name)


def migrate(settings: Settings, tenant: str, package: str, module: str) -> None:
    """Bring the store of ``module`` to the newest version in ``<package>/migrations``.

    A package without that folder keeps nothing. Safe to run from two processes at once.
    """
    _run(settings, tenant, package, module, command.upgrade, "head")


def migrate_kit(settings: Settings, tenant: str, module: str) -> None:
    """Bring the kit's store beside ``module`` to the newest version."""
    _run(settings, tenant, KIT, kit_store(module), command.upgrade, "head")


def downgrade(
    settings: Settings, tenant: str, package: str, store: str, revision: str = "base"
) -> None:
    """Take ``store`` back to ``revision``; its newer tables and columns are lost."""
    _run(settings, tenant, package, store, command.downgrade, revision)


def _run(
    settings: Settings,
    tenant: str,
    package: str,
    store: str,
    go: Callable[[Config, str], None],
    revision: str,
) -> None:
    folder = _folder(package)
    if not folder.is_dir():
        return
    config = _config(folder)
    with _one_at_a_time, _alone(settings, tenant, store) as connection:
        config.attributes["connection"] = connection
        config.attributes["version_table"] = _version_table(package)
        _check_known(connection, package, f"{tenant}/{store}")
        go(config, revision)


def _check_known(connection: Connection, package: str, store: str) -> None:
    options = {"version_table": _version_table(package)}
    now = MigrationContext.configure(connection, opts=options).get_current_revision()
    if now is not None and now not in (known := versions(package)):
        raise StoreNewer(store, now, known[-1])


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_ENVIRONMENT).replace("%", "%%"))
    config.set_main_option("version_locations", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config


def _folder(package: str) -> Path:
    return Path(next(iter(importlib.import_module(package).__path__))) / "migrations"


def _version_table(package: str) -> str:
    return "kit_alembic_version" if package == KIT else "alembic_version"


@contextmanager
def _alone(settings: Settings, tenant: str, store: str) -> Iterator[Connection]:
    """One transaction around the whole run, one runner at a time across processes."""
    engine = engine_for(settings, tenant, store)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            with _without_foreign_keys(connection), connection.begin():
                yield connection
                _check_foreign_keys(connection)
        else:
            with connection.begin():
                lock = text("SELECT pg_advisory_xact_lock(hashtext(:store))")
                connection.execute(lock, {"store": f"migrate {store}"})
                connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{store}"'))
                yield connection


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    # SQLite alters a table by copying it and dropping the old one, which would cascade. The
    # switch works outside transactions only, hence on the driver's own connection.
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - for the type checker
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: Connection) -> None:
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise RuntimeError(f"the migration left {len(broken)} rows that point nowhere")

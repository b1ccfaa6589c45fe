"""Engines: one per tenant and store, opened when first asked for, with small pools."""

import os
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection

from egov_kit.database.plain import PlainReader, close_readers
from egov_kit.settings import Settings

_OPTIONS: Final[Mapping[str, Any]] = {
    "pool_size": 2,
    "max_overflow": 8,
    "pool_timeout": 10,
    # Errors are logged with their text, and the values are tokens and people's numbers.
    "hide_parameters": True,
}
_WAIT_MS: Final = 10_000
"""How long a writer waits for another before the request fails."""
_WRITES: Final = "egov_writes"
_KIT: Final = "kit_"
"""No module's name holds an underscore, so this meets none."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two faces of one pool: ``reading`` refuses to write, ``writing`` locks as it begins."""

    reading: Engine
    writing: Engine
    plain: PlainReader | None
    """For single rows of a SQLite file."""


_pairs: dict[tuple[str, str, str], Pair] = {}
_lock = threading.Lock()


def kit_store(module: str) -> str:
    """Name of the store in which the kit keeps its own rows for ``module``."""
    return f"{_KIT}{module}"


def engine_for(settings: Settings, tenant: str, store: str) -> Engine:
    """The engine that writes to ``store`` (a module's name, or `kit_store`) of ``tenant``.

    Raises `KeyError` for a tenant that is not in the settings.
    """
    return pair_for(settings, tenant, store).writing


def pair_for(settings: Settings, tenant: str, store: str) -> Pair:
    """The reading and the writing engine of one store; raises `KeyError` as `engine_for`."""
    key = (settings.database_url, tenant, store)
    found = _pairs.get(key)
    if found is not None:
        return found
    if tenant not in settings.tenants:
        raise KeyError(tenant)
    with _lock:
        if key not in _pairs:
            _pairs[key] = _pair(address(settings, tenant, store), store)
        return _pairs[key]


def kit_reader(settings: Settings, tenant: str, module: str) -> PlainReader | None:
    """What reads single rows of the kit's store beside ``module``, if that is a SQLite file."""
    return pair_for(settings, tenant, kit_store(module)).plain


def address(settings: Settings, tenant: str, store: str) -> URL:
    """The address of one store, read from the template in the settings."""
    # Not str.format: a password may hold braces.
    text = settings.database_url.replace("{tenant}", tenant).replace("{module}", store)
    url = make_url(text)
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    return url


def close_all() -> None:
    """Close every pool; the next use opens new ones."""
    with _lock:
        for pair in _pairs.values():
            pair.writing.dispose()
        _pairs.clear()
        close_readers()


def _pair(url: URL, store: str) -> Pair:
    in_file = url.get_backend_name() == "sqlite"
    if in_file:
        engine = _sqlite(url, durable=not store.startswith(_KIT))
    else:
        engine = _postgresql(url, store)
    return Pair(
        reading=engine.execution_options(**{_WRITES: False, "postgresql_readonly": True}),
        writing=engine.execution_options(**{_WRITES: True}),
        plain=PlainReader(url.database) if in_file and url.database else None,
    )


def _sqlite(url: URL, *, durable: bool) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(url, **_OPTIONS)

    @event.listens_for(engine, "connect")
    def _connect(connection: DBAPIConnection, _record: object) -> None:
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - for the type checker
        _set_up(connection, durable=durable)

    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkin", _end)
    return engine


def _set_up(connection: sqlite3.Connection, *, durable: bool) -> None:
    # Without this Python's driver begins transactions late and by itself, and two readers that
    # both turn into writers can never both go on.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={_WAIT_MS}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")
    # A module's commit is on the disk when the citizen gets the receipt; a lost sign-in session
    # after a power cut costs one sign-in.
    connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, True)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _end(connection: DBAPIConnection | None, _record: object) -> None:
    # A COMMIT that SQLite refused (a deferred foreign key) leaves its transaction open, and
    # SQLAlchemy believes it over.
    if isinstance(connection, sqlite3.Connection) and connection.in_transaction:
        connection.rollback()


def _postgresql(url: URL, schema: str) -> Engine:
    options = {
        "search_path": f'"{schema}"',
        "timezone": "UTC",
        "lock_timeout": _WAIT_MS,
        "idle_in_transaction_session_timeout": 60_000,
    }
    given = " ".join(f"-c {name}={value}" for name, value in options.items())
    return create_engine(
        url, connect_args={"options": given}, pool_pre_ping=True, pool_recycle=1800, **_OPTIONS
    )


def _forget() -> None:
    # A forked worker must not use, nor close, the connections of its parent.
    for pair in _pairs.values():
        pair.writing.dispose(close=False)
    _pairs.clear()


os.register_at_fork(after_in_child=_forget)

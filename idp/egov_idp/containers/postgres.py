"""Roles and databases on PostgreSQL: one database per tenant, one schema and one role per store.

A role reads and writes the rows of its own schema. It owns nothing, so it changes no table and
sees no other module; migrations run as the owner.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final, LiteralString

import psycopg
from egov_kit.database import kit_store
from egov_kit.module import discover
from psycopg import sql

from egov_idp.containers.handout import (
    OWNER,
    OWNER_SECRET,
    password_file,
    role_ref,
    write_secret,
)
from egov_idp.local import keycloak
from egov_idp.local.platform import Platform

Connection = psycopg.Connection[tuple[object, ...]]

_CONNECT_SECONDS: Final = 10


def create(platform: Platform) -> None:
    """Create what is missing and set every password; what is there already stays."""
    with _connected(platform, "postgres") as connection:
        _role(connection, keycloak.DATABASE, platform.secrets.password(keycloak.DATABASE_SECRET))
        for store in stores():
            _role(connection, store, platform.secrets.password(role_ref(store)))
        _database(connection, keycloak.DATABASE, owner=keycloak.DATABASE)
        for tenant in platform.realms:
            _database(connection, tenant, owner=OWNER)
    for tenant in platform.realms:
        with _connected(platform, tenant) as connection:
            for store in stores():
                _schema(connection, tenant, store)


def stores() -> tuple[str, ...]:
    """Every store there is: a module's own and the kit's beside it."""
    return tuple(store for each in discover() for store in (each.name, kit_store(each.name)))


def as_owner(platform: Platform) -> Platform:
    """The same platform with its databases opened by their owner, to be migrated."""
    passwords = platform.layout.database_passwords
    write_secret(passwords, password_file(platform.secrets, [OWNER]))
    address = f"postgresql://{OWNER}@{platform.layout.hosts.database}/{{tenant}}"
    url = f"{address}?passfile={passwords}"
    return replace(platform, settings=platform.settings.model_copy(update={"database_url": url}))


@contextmanager
def _connected(platform: Platform, database: str) -> Iterator[Connection]:
    with psycopg.connect(
        host=platform.layout.hosts.database,
        dbname=database,
        user=OWNER,
        password=platform.secrets.password(OWNER_SECRET),
        connect_timeout=_CONNECT_SECONDS,
        autocommit=True,
    ) as connection:
        yield connection


def _role(connection: Connection, name: str, password: str) -> None:
    if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", name):
        _run(connection, "CREATE ROLE {} LOGIN", name)
    # Hashed here, so that the password itself stands in no log of the server.
    hashed = connection.pgconn.encrypt_password(
        password.encode(), name.encode(), b"scram-sha-256"
    ).decode()
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(name), sql.Literal(hashed)))


def _database(connection: Connection, name: str, *, owner: str) -> None:
    if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", name):
        _run(connection, "CREATE DATABASE {} OWNER {}", name, owner)
    _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", name)


def _schema(connection: Connection, database: str, store: str) -> None:
    """Everything that is in the schema of ``store``, or ever will be, for the role of that name."""
    _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", database, store)
    _run(connection, "CREATE SCHEMA IF NOT EXISTS {}", store)
    _run(connection, "GRANT USAGE ON SCHEMA {} TO {}", store, store)
    rights = (("SELECT, INSERT, UPDATE, DELETE", "TABLES"), ("USAGE", "SEQUENCES"))
    for right, things in rights:
        grant = f"GRANT {right} ON"
        _run(connection, f"{grant} ALL {things} IN SCHEMA {{}} TO {{}}", store, store)
        later = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {{}} {grant} {things} TO {{}}"
        _run(connection, later, store, store)


def _exists(connection: Connection, question: LiteralString, name: str) -> bool:
    return connection.execute(question, [name]).fetchone() is not None


def _run(connection: Connection, statement: LiteralString, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

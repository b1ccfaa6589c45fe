"""A real PostgreSQL for the session, on a free loopback port."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

READY_WITHIN = 60.0


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running cluster whose loopback connections need no password."""

    port: int

    def create_database(self, name: str) -> None:
        with self._connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())

    def drop_database(self, name: str) -> None:
        with self._connect() as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=2)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running() as server:
        yield server


@contextmanager
def running() -> Iterator[Postgres]:
    """A cluster that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="egov-postgres-", dir="/tmp"))
    try:
        with _running(folder) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(folder: Path) -> Iterator[Postgres]:
    programs, data = _programs(), folder / "data"
    _let_the_server_in(folder)
    _run(
        programs / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
        "-N",
    )
    server = Postgres(port=_free_port())
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            _as_server(programs / "postgres", *_options(data, server.port)), stdout=log, stderr=log
        )
    try:
        _wait(server, process, folder / "log")
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _options(data: Path, port: int) -> tuple[object, ...]:
    # Nothing of a test outlives it, so nothing need reach the disk.
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "max_connections": 100,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    given = (part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
    return "-D", data, *given


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    if not found:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1]


def _as_server(*argv: object) -> list[str]:
    # PostgreSQL refuses to run as root. The signal ends it with a killed test run.
    become = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    return ["setpriv", *become, "--pdeathsig=INT", *map(str, argv)]


def _let_the_server_in(folder: Path) -> None:
    if os.getuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)


def _run(*argv: object) -> None:
    subprocess.run(_as_server(*argv), check=True, capture_output=True, cwd="/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(server: Postgres, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + READY_WITHIN
    while not server.answers():
        if process.poll() is not None or time.monotonic() > give_up:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.1)

"""P2: reading a session from the store, beside redis-py with Flask-Session's decoding.

Both read the same content by its id, in turns, in one process: what a page needs of who is signed
in. Flask-Session's side is its own: the key it makes, its GET, its msgspec. The kit's is read alone
(the row) and with the person in it (`Sessions.find`). CPU is that of this process and of the
server it asks; wall time is beside it. An unknown cookie is read too, and must find nothing.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from egov_kit import database
from egov_kit.kit import utc_now
from egov_kit.rows.sql import plain
from egov_kit.sessions import KeptSession, Sessions
from egov_kit.settings import Settings
from egov_kit.store import Store
from flask import Flask
from flask_session.redis import RedisSessionInterface
from redis import Redis

from tests.support import _figures
from tests.support._sessions import begin
from tests.support._valkey import Valkey, running
from tests.support.stores import settings_for

ROUNDS = 15
READS = 400
GOAL = "0.15x"
Work = Callable[[], object]
_WHY = """The goal was set when redis-py took about 110 us for a read. Today's takes half of that,
and what SQLite itself needs for a row is most of what the goal leaves. Before rows were read
without SQLAlchemy a session with its person took 515 us. In Valkey a session is a hash of 23
fields, which redis-py reads in Python: one text would be read faster, but not changed by field."""


def main() -> None:
    """Measure, say it and write it down."""
    with tempfile.TemporaryDirectory() as folder, running() as valkey:
        rounds = _measure(_works(Path(folder), valkey), valkey)
        database.close_all()
    lines = _figures.table(
        ("what", "CPU", "wall", "CPU ratio", "wall ratio", "goal"), _rows(rounds)
    )
    lines += ["", _WHY]
    sys.stdout.write("\n".join(lines) + "\n")
    _figures.write("P2: reading a session", lines)


def _works(folder: Path, valkey: Valkey) -> dict[str, Work]:
    sqlite = settings_for(f"sqlite:///{folder}/{{tenant}}-{{module}}.sqlite", folder)
    database.migrate_kit(sqlite, "danang", "onestop")
    in_file, cookie, session = _begun(sqlite)
    at_server, its_cookie, its = _begun(sqlite.model_copy(update={"session_store": valkey.url}))
    rows, its_rows = in_file.store.rows.sessions, at_server.store.rows.sessions
    return {
        "redis-py and Flask-Session": _peer(session, valkey),
        "sqlite3 alone, the same query": _bare(sqlite, session),
        "kit, SQLite: the row": lambda: rows.find(session.id),
        "kit, SQLite: session and person": lambda: in_file.find(cookie),
        "kit, SQLite: unknown cookie": lambda: _nothing(in_file.find("unknown")),
        "kit, Valkey: the row": lambda: its_rows.find(its.id),
        "kit, Valkey: session and person": lambda: at_server.find(its_cookie),
    }


def _bare(settings: Settings, session: KeptSession) -> Work:
    path = settings.database_url.removeprefix("sqlite:///")
    file = path.format(tenant="danang", module=database.kit_store("onestop"))
    connection = sqlite3.connect(file, isolation_level=None)
    return lambda: connection.execute(plain._QUERY, (session.id,)).fetchone()


def _begun(settings: Settings) -> tuple[Sessions, str, KeptSession]:
    store = Store(settings=settings, tenant="danang", module="onestop", now=utc_now)
    return Sessions(store), *begin(Sessions(store))


def _peer(session: KeptSession, valkey: Valkey) -> Work:
    app = Flask("peer")
    client = Redis(port=valkey.port)
    interface = RedisSessionInterface(app, client=client)
    content = {"person": session.person.to_json(), "data": session.data}
    for name in ("access_token", "refresh_token", "id_token"):
        content[name] = getattr(session.sealed, name)
    for name in ("created_at", "seen_at", "renewed_at", "access_expires_at", "ends_at"):
        content[name] = getattr(session, name).timestamp()
    client.set(f"session:{session.id}", interface.serializer.encode(content))
    read = interface._retrieve_session_data
    assert read(f"session:{session.id}") == content
    return lambda: read(f"session:{session.id}")


def _nothing(found: object) -> None:
    if found is not None:
        raise AssertionError("an unknown cookie found a session")


def _measure(works: dict[str, Work], valkey: Valkey) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(ROUNDS):
        for name, work in works.items():
            found[name].append(_cost(work, valkey))
    return found


def _cost(work: Work, valkey: Valkey) -> tuple[float, float]:
    """CPU and wall microseconds of one read."""
    cpu, wall = time.process_time() + valkey.cpu(), time.perf_counter()
    for _ in range(READS):
        work()
    wall = time.perf_counter() - wall
    cpu = time.process_time() + valkey.cpu() - cpu
    return cpu / READS * 1e6, wall / READS * 1e6


def _rows(rounds: dict[str, list[tuple[float, float]]]) -> list[tuple[str, ...]]:
    peer = rounds["redis-py and Flask-Session"]
    return [_row(name, each, peer) for name, each in rounds.items()]


def _row(
    name: str, ours: list[tuple[float, float]], peer: list[tuple[float, float]]
) -> tuple[str, ...]:
    spent = tuple(f"{median(each):.0f} us" for each in zip(*ours, strict=True))
    if ours is peer:
        return (name, *spent, "", "", "")
    ratios = tuple(
        f"{median(a[n] / b[n] for a, b in zip(ours, peer, strict=True)):.2f}x" for n in (0, 1)
    )
    return (name, *spent, *ratios, GOAL if name.endswith("SQLite: the row") else "")


if __name__ == "__main__":
    main()

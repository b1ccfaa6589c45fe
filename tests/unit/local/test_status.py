"""What the records mean, taken together."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from egov_idp.local import platform, records, status
from egov_idp.local.layout import Layout
from egov_idp.local.records import Phase, Record, SupervisorRecord

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PID = os.getpid()
STARTED = records.started(PID)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(var=tmp_path)


def supervise(layout: Layout, phase: Phase) -> None:
    record = SupervisorRecord(pid=PID, started=STARTED, phase=phase, since=NOW)
    records.write_supervisor(layout.run, record)


def serve(layout: Layout, *names: str) -> None:
    for name in names:
        ready = Record(name=name, address="", pid=PID, started=STARTED, ready_since=NOW)
        records.write(layout.run, ready)


def states(layout: Layout) -> dict[str, str]:
    return {each.name: each.state for each in status.look(layout).processes}


def test_nothing_runs_where_nothing_was_started(layout: Layout) -> None:
    found = status.look(layout)

    assert (found.state, found.exit_code) == ("not running", 3)
    assert set(states(layout).values()) == {"stopped"}


def test_it_is_ready_when_every_process_is(layout: Layout) -> None:
    supervise(layout, "serving")
    serve(layout, *platform.PROCESSES)

    assert (status.look(layout).state, status.look(layout).exit_code) == ("ready", 0)


def test_what_was_not_started_yet_waits(layout: Layout) -> None:
    supervise(layout, "starting")
    serve(layout, "slapd")

    assert (status.look(layout).state, status.look(layout).exit_code) == ("starting", 3)
    assert states(layout)["slapd"] == "ready"
    assert states(layout)["keycloak"] == "waiting"


def test_what_ended_is_being_started_again(layout: Layout) -> None:
    supervise(layout, "serving")
    serve(layout, *platform.PROCESSES)
    records.write(layout.run, Record(name="web", address="http://127.0.0.1:8000"))

    assert (status.look(layout).state, status.look(layout).exit_code) == ("partly ready", 3)
    assert states(layout)["web"] == "restarting"


def test_what_is_gone_with_the_supervisor_is_stopped(layout: Layout) -> None:
    gone = Record(name="web", address="http://127.0.0.1:8000", pid=PID, started="1")
    records.write(layout.run, gone)

    assert states(layout)["web"] == "stopped"

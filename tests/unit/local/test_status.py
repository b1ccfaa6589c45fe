"""What the records mean, taken together."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from egov_idp.local import choices, platform, readiness, records, status
from egov_idp.local.choices import Choices
from egov_idp.local.layout import Layout
from egov_idp.local.records import Phase, Record, SupervisorRecord

from tests.support._tenants import TENANTS

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PID = os.getpid()
STARTED = records.started(PID)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    found = Layout(var=tmp_path)
    choices.write(found, Choices(tenants=TENANTS))
    return found


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
    serve(layout, *platform.processes(layout))

    assert (status.look(layout).state, status.look(layout).exit_code) == ("ready", 0)


def test_what_was_not_started_yet_waits(layout: Layout) -> None:
    supervise(layout, "starting")
    serve(layout, "slapd")

    assert (status.look(layout).state, status.look(layout).exit_code) == ("starting", 3)
    assert states(layout)["slapd"] == "ready"
    assert states(layout)["keycloak"] == "waiting"


def test_what_ended_is_being_started_again(layout: Layout) -> None:
    supervise(layout, "serving")
    serve(layout, *platform.processes(layout))
    records.write(layout.run, Record(name="web", address="http://127.0.0.1:8000"))

    assert (status.look(layout).state, status.look(layout).exit_code) == ("partly ready", 3)
    assert states(layout)["web"] == "restarting"


def test_what_is_gone_with_the_supervisor_is_stopped(layout: Layout) -> None:
    gone = Record(name="web", address="http://127.0.0.1:8000", pid=PID, started="1")
    records.write(layout.run, gone)

    assert states(layout)["web"] == "stopped"


def tenants(layout: Layout) -> dict[str, str]:
    return {each.name: each.state for each in status.look(layout).tenants}


def test_a_tenant_serves_when_it_is_set_up(layout: Layout) -> None:
    supervise(layout, "serving")
    serve(layout, *platform.processes(layout))
    readiness.mark(layout, "danang")

    assert tenants(layout) == {"danang": "ready", "quang-nam": "waiting"}
    assert status.look(layout).tenants[0].portal == "http://danang.localhost:8000/"
    assert status.look(layout).tenants[0].ready_since


def test_no_tenant_serves_before_the_processes_do(layout: Layout) -> None:
    readiness.mark(layout, "danang")
    assert set(tenants(layout).values()) == {"stopped"}

    supervise(layout, "starting")
    serve(layout, "slapd", "keycloak")

    assert set(tenants(layout).values()) == {"waiting"}


def test_provinces_that_are_being_set_up_do_not_make_the_platform_less_ready(
    layout: Layout,
) -> None:
    supervise(layout, "serving")
    serve(layout, *platform.servers(layout))
    one_shot = Record(name="provinces", pid=PID, started=STARTED, one_shot=True)
    records.write(layout.run, one_shot)
    during = status.look(layout)
    records.write(layout.run, Record(name="provinces", done_since=NOW))
    after = status.look(layout)

    assert [each.state for each in (during, after)] == ["ready", "ready"]
    assert [each.processes[-1].state for each in (during, after)] == ["running", "done"]


def test_a_one_shot_that_ended_this_moment_is_not_called_restarting(layout: Layout) -> None:
    supervise(layout, "serving")
    serve(layout, *platform.servers(layout))
    over = Record(name="provinces", pid=PID, started="of a process that is gone", one_shot=True)
    records.write(layout.run, over)
    before = status.look(layout)
    records.write(layout.run, Record(name="provinces", one_shot=True))
    waits_for_its_next_try = status.look(layout)

    assert [each.exit_code for each in (before, waits_for_its_next_try)] == [0, 3]
    assert waits_for_its_next_try.processes[-1].state == "restarting"

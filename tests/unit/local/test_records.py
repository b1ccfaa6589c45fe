"""What the supervisor writes down, and what is made of it when the process is another by now."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from egov_idp.local import records
from egov_idp.local.records import Record, SupervisorRecord

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
STARTED = records.started(os.getpid())


def of(pid: int, started: str | None) -> SupervisorRecord:
    return SupervisorRecord(pid=pid, started=started, phase="serving", since=NOW)


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    web = Record(name="web", address="http://127.0.0.1:8000", pid=7, started="9", ready_since=NOW)

    records.write(tmp_path, web)

    assert records.list_all(tmp_path) == [web]


def test_nothing_half_written_lies_beside_the_record(tmp_path: Path) -> None:
    records.write(tmp_path, Record(name="web", address="unix:"))

    assert [path.name for path in tmp_path.iterdir()] == ["web.json"]


def test_a_process_that_lives_starts_until_it_is_ready() -> None:
    assert Record(name="web", address="", pid=os.getpid(), started=STARTED).state == "starting"


def test_a_number_that_is_somebody_elses_now_has_ended() -> None:
    record = Record(name="web", address="", pid=os.getpid(), started="1", ready_since=NOW)

    assert record.state == "ended"


def test_a_dead_child_that_nobody_waited_for_has_ended() -> None:
    with subprocess.Popen(["true"]) as child:
        started = records.started(child.pid)
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

        assert not records.is_alive(child.pid, started)


def test_the_supervisor_that_lives_is_found(tmp_path: Path) -> None:
    records.write_supervisor(tmp_path, of(os.getpid(), STARTED))

    assert records.find_supervisor(tmp_path) == of(os.getpid(), STARTED)


def test_a_supervisor_that_was_killed_is_not_found(tmp_path: Path) -> None:
    records.write_supervisor(tmp_path, of(os.getpid(), "1"))

    assert records.find_supervisor(tmp_path) is None


def test_the_supervisors_record_is_not_taken_for_a_service(tmp_path: Path) -> None:
    records.write_supervisor(tmp_path, of(os.getpid(), STARTED))

    assert records.list_all(tmp_path) == []

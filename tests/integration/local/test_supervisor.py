"""The supervisor with small real processes."""

import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from egov_idp.local import process, records
from egov_idp.local.errors import PortTaken, StartFailed
from egov_idp.local.layout import Layout
from egov_idp.local.service import Service
from egov_idp.local.supervisor import Supervisor, only_one

from tests.support._ports import free_ports

Make = Callable[..., Service]


@pytest.fixture
def said() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[tuple[str, str]]) -> Iterator[Supervisor]:
    with Supervisor(
        records=tmp_path / "run",
        logs=tmp_path / "log",
        say=lambda name, line: said.append((name, line)),
        stop_within=2,
    ) as running:
        yield running


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A service that runs a few lines of Python and is ready when it made its file."""

    def make(
        name: str, code: str = "", within: float = 10, address: str = "unix:", once: bool = False
    ) -> Service:
        mark = tmp_path / f"{name}.ready"
        lines = f"import pathlib, signal, sys, time, os\nmark = pathlib.Path({str(mark)!r})\n"
        body = textwrap.dedent(code) or "mark.touch()\ntime.sleep(600)"
        return Service(
            name=name,
            argv=(sys.executable, "-u", "-c", lines + body),
            env={},
            cwd=tmp_path,
            ready=mark.exists,
            ready_within=within,
            address=address,
            one_shot=once,
        )

    return make


def until(true: Callable[[], object], within: float = 10) -> None:
    give_up = time.monotonic() + within
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_start_returns_when_the_service_is_ready(supervisor: Supervisor, make: Make) -> None:
    service = make("slow", "time.sleep(0.3)\nmark.touch()\ntime.sleep(600)")

    supervisor.start(service)

    assert service.ready()


def test_a_service_that_ends_before_it_is_ready_is_named_with_its_last_lines(
    supervisor: Supervisor, make: Make
) -> None:
    with pytest.raises(StartFailed, match=r"broken ended with exit code 3(?s:.*)no such realm"):
        supervisor.start(make("broken", "print('no such realm')\nsys.exit(3)"))


def test_a_service_that_is_never_ready_is_named(supervisor: Supervisor, make: Make) -> None:
    with pytest.raises(StartFailed, match="idle was not ready after 1 s"):
        supervisor.start(make("idle", "time.sleep(600)", within=1))


def test_a_taken_port_is_named_with_its_holder(supervisor: Supervisor, make: Make) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(PortTaken, match=rf"Port {port}, which web needs, .*\(pid \d+\)"):
            supervisor.start(make("web", address=f"http://127.0.0.1:{port}"))


def test_lines_go_to_the_terminal_with_their_name_and_to_a_file(
    supervisor: Supervisor, make: Make, said: list[tuple[str, str]], tmp_path: Path
) -> None:
    supervisor.start(make("chatty", "print('Xin chào')\nmark.touch()\ntime.sleep(600)"))

    until(lambda: ("chatty", "Xin chào") in said)
    assert (tmp_path / "log" / "chatty.log").read_text() == "Xin chào\n"


def test_a_killed_service_is_started_again(supervisor: Supervisor, make: Make) -> None:
    service = make("web", "mark.touch()\ntime.sleep(600)")
    running = supervisor.start(service)
    service.ready.__self__.unlink()  # type: ignore[attr-defined]

    subprocess.run(["kill", "-9", str(running.pid)], check=True)

    def again() -> bool:
        supervisor.tend()
        return service.ready()

    until(again)


def test_the_record_tells_since_when_a_service_serves(
    supervisor: Supervisor, make: Make, tmp_path: Path
) -> None:
    running = supervisor.start(make("web"))

    (record,) = records.list_all(tmp_path / "run")

    assert (record.name, record.pid, record.state) == ("web", running.pid, "ready")
    assert record.ready_since == running.ready_since


def test_the_record_of_a_killed_service_says_ended_then_ready_again(
    supervisor: Supervisor, make: Make, tmp_path: Path
) -> None:
    def state() -> str:
        (record,) = records.list_all(tmp_path / "run")
        return record.state

    running = supervisor.start(make("web"))
    subprocess.run(["kill", "-9", str(running.pid)], check=True)
    until(running.find_end)
    supervisor.tend()
    ended = state()

    def again() -> bool:
        supervisor.tend()
        return state() == "ready"

    until(again)
    assert ended == "ended"


def test_a_one_shot_that_ended_well_is_done_and_not_started_again(
    supervisor: Supervisor, make: Make, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    code = """
        with open("runs", "a") as runs: runs.write("x")
        while not mark.exists(): time.sleep(0.02)
    """
    running = supervisor.start(make("provinces", code, once=True))
    during = records.list_all(tmp_path / "run")[0].state
    (tmp_path / "provinces.ready").touch()
    until(running.find_end)
    for _ in range(3):
        supervisor.tend()

    (after,) = records.list_all(tmp_path / "run")
    assert (during, after.state, after.pid) == ("running", "done", None)
    assert (tmp_path / "runs").read_text() == "x"
    assert ("egov", "provinces: done") in said


def test_a_one_shot_that_failed_is_started_again(
    supervisor: Supervisor, make: Make, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    code = """
        with open("runs", "a") as runs: runs.write("x")
        sys.exit(len(open("runs").read()) < 2)
    """
    supervisor.start(make("provinces", code, once=True))

    def done() -> bool:
        supervisor.tend()
        return ("egov", "provinces: done") in said

    until(done)
    assert (tmp_path / "runs").read_text() == "xx"
    assert ("egov", "provinces: exit code 1; starting again in 1 s") in said


def test_a_one_shot_that_is_done_leaves_no_record_at_the_end(
    supervisor: Supervisor, make: Make, tmp_path: Path
) -> None:
    running = supervisor.start(make("provinces", "pass", once=True))
    until(running.find_end)
    supervisor.tend()

    supervisor.stop()

    assert records.list_all(tmp_path / "run") == []


def test_a_service_that_was_stopped_leaves_no_record(
    supervisor: Supervisor, make: Make, tmp_path: Path
) -> None:
    supervisor.start(make("web"))

    supervisor.stop()

    assert records.list_all(tmp_path / "run") == []


def test_what_a_killed_service_had_started_is_gone_before_the_next_start(
    supervisor: Supervisor, make: Make, tmp_path: Path
) -> None:
    worker = tmp_path / "worker"
    code = """
        if not (pid := os.fork()):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(600)
        pathlib.Path("worker").write_text(str(pid))
        mark.touch()
        time.sleep(600)
    """
    running = supervisor.start(make("host", code))

    subprocess.run(["kill", "-9", str(running.pid)], check=True)
    until(running.find_end)
    supervisor.tend()

    until(lambda: not is_running(int(worker.read_text())))


def test_the_last_one_started_is_stopped_first(
    supervisor: Supervisor, make: Make, tmp_path: Path
) -> None:
    code = """
        def ended(*_):
            with open("order", "a") as order: order.write("{name} ")
            sys.exit()
        signal.signal(signal.SIGTERM, ended)
        mark.touch()
        while True: time.sleep(1)
    """
    for name in ("directory", "keycloak", "web"):
        supervisor.start(make(name, textwrap.dedent(code).replace("{name}", name)))

    supervisor.stop()

    assert (tmp_path / "order").read_text() == "web keycloak directory "


def test_a_service_that_does_not_listen_to_sigterm_is_killed(
    supervisor: Supervisor, make: Make
) -> None:
    stubborn = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nmark.touch()\ntime.sleep(600)"
    running = supervisor.start(make("stubborn", stubborn))

    supervisor.stop()

    assert running.find_end() == "killed by signal 9"


def test_a_process_that_is_not_ours_is_left_alone(supervisor: Supervisor, make: Make) -> None:
    with subprocess.Popen(["sleep", "600"]) as bystander:
        supervisor.start(make("web"))

        supervisor.stop()

        assert bystander.poll() is None
        bystander.kill()


def test_children_and_their_workers_end_within_5_s_of_a_kill_9_of_the_supervisor(
    tmp_path: Path,
) -> None:
    program = tmp_path / "program.py"
    program.write_text(_KILLED)
    with subprocess.Popen([sys.executable, program, tmp_path]) as parent:
        until((tmp_path / "ready").exists)
        pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]

        parent.kill()
        until(lambda: not any(is_running(pid) for pid in pids), within=5)

    assert len(pids) == 2


_KILLED = """
import pathlib, sys, time
from egov_idp.local.service import Service
from egov_idp.local.supervisor import Supervisor

folder = pathlib.Path(sys.argv[1])
code = '''
import os, pathlib, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pid = os.fork()
if pid:
    pathlib.Path("pids").write_text(f"{os.getpid()} {pid}")
    pathlib.Path("ready").touch()
time.sleep(600)
'''
service = Service(name="stubborn", argv=(sys.executable, "-c", code), env={}, cwd=folder,
                  ready=(folder / "ready").exists, ready_within=10, address="unix:")
with Supervisor(records=folder / "run", logs=folder / "log", say=print) as supervisor:
    supervisor.start(service)
    time.sleep(600)
"""


def test_a_service_whose_supervisor_is_killed_before_it_is_guarded_never_runs(
    tmp_path: Path,
) -> None:
    program = tmp_path / "program.py"
    program.write_text(_KILLED_TOO_EARLY)
    with subprocess.Popen([sys.executable, program, tmp_path]) as parent:
        parent.wait()
    pid = int((tmp_path / "pid").read_text())

    until(lambda: not is_running(pid), within=5)

    assert not (tmp_path / "ready").exists()


_KILLED_TOO_EARLY = """
import os, pathlib, signal, sys
from egov_idp.local.process import Process
from egov_idp.local.service import Service

folder = pathlib.Path(sys.argv[1])
service = Service(name="web", argv=("touch", "ready"), env={}, cwd=folder, ready=lambda: True)
process = Process(service, records=folder / "run", logs=folder / "log", say=print)
(folder / "pid").write_text(str(process.pid))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_an_earlier_run_left_behind_is_ended_at_the_next_start(
    make: Make, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    def say(name: str, line: str) -> None:
        said.append((name, line))

    records = tmp_path / "run"
    left = process.Process(make("web"), records=records, logs=tmp_path / "log", say=say)
    left.begin()

    with Supervisor(records=records, logs=tmp_path / "log", say=say):
        until(left.find_end)

    assert ("egov", "web: ended a process that an earlier run left behind") in said


def test_a_record_of_a_number_that_is_somebody_elses_now_ends_nobody(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as bystander:
        (tmp_path / "web.json").write_text(f'{{"pid": {bystander.pid}, "started": "1"}}')

        assert process.end_stale(tmp_path) == []

        assert bystander.poll() is None
        bystander.send_signal(signal.SIGKILL)


def test_a_second_platform_beside_the_first_does_not_get_the_lock(tmp_path: Path) -> None:
    layout = Layout(var=tmp_path, ports=free_ports())

    with only_one(layout) as first, only_one(layout) as second:
        assert (first, second) == (True, False)

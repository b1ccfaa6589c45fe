"""Changed source is tried, then taken; the supervisor with small real processes."""

import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from egov_idp.local import records
from egov_idp.local.reload import Reloader
from egov_idp.local.service import Service
from egov_idp.local.sources import Sources
from egov_idp.local.supervisor import Supervisor

SERVER = """
    def again(*_):
        with open("taken", "a") as taken: taken.write("x")
    signal.signal(signal.SIGHUP, again)
    pathlib.Path("ready").touch()
    while True: time.sleep(0.02)
"""
# Changed source that holds "wrong" does not start.
TRIAL = """
    text = pathlib.Path("source/views.py").read_text()
    print("SyntaxError: wrong") if "wrong" in text else None
    sys.exit("wrong" in text)
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    def say(_name: str, line: str) -> None:
        said.append(line)

    folders = {"records": tmp_path / "run", "logs": tmp_path / "log"}
    with Supervisor(**folders, say=say, stop_within=2) as running:
        yield running


@pytest.fixture
def change(
    tmp_path: Path, supervisor: Supervisor, said: list[str]
) -> Callable[[str, Callable[[], object]], None]:
    """Writes the source and looks after everything until something is so."""
    (source := tmp_path / "source").mkdir()
    supervisor.start(_service(tmp_path, "web", SERVER, reloads=True))
    trial = _service(tmp_path, "reload", TRIAL, one_shot=True, retried=False)
    moments = iter(range(1_000_000))
    reloader = Reloader(
        supervisor,
        trial,
        lambda _name, line: said.append(line),
        sources=Sources([source]),
        clock=lambda: float(next(moments)),
    )

    def change(text: str, until: Callable[[], object]) -> None:
        (source / "views.py").write_text(text)
        give_up = time.monotonic() + 20
        while not until():
            assert time.monotonic() < give_up, said
            supervisor.tend()
            reloader.tend()
            time.sleep(0.01)

    return change


def _service(folder: Path, name: str, code: str, **kind: bool) -> Service:
    lines = "import pathlib, signal, sys, time\n" + textwrap.dedent(code)
    return Service(
        name=name,
        argv=(sys.executable, "-u", "-c", lines),
        env={},
        cwd=folder,
        ready=(folder / "ready").exists,
        ready_within=10,
        **kind,
    )


Change = Callable[[str, Callable[[], object]], None]


def test_a_server_takes_changed_source_while_it_serves(
    change: Change, supervisor: Supervisor, tmp_path: Path
) -> None:
    before = supervisor.running("web").pid

    change("right", (tmp_path / "taken").exists)

    assert supervisor.running("web").pid == before


def test_source_that_does_not_start_is_not_taken_and_told_with_the_last_lines(
    change: Change, said: list[str], tmp_path: Path
) -> None:
    change("wrong", lambda: "  SyntaxError: wrong" in said)

    assert [line for line in said if "does not start; what serves goes on" in line]
    assert not (tmp_path / "taken").exists()


def test_the_next_change_is_taken_by_itself(
    change: Change, said: list[str], tmp_path: Path
) -> None:
    change("wrong", lambda: "  SyntaxError: wrong" in said)

    change("right again", (tmp_path / "taken").exists)

    assert "the changed source is taken" in said


def test_a_trial_leaves_no_record_and_is_not_started_again(
    change: Change, said: list[str], tmp_path: Path
) -> None:
    change("wrong", lambda: "  SyntaxError: wrong" in said)
    moment = time.monotonic() + 1.5
    change("wrong", lambda: time.monotonic() > moment)

    assert [each.name for each in records.list_all(tmp_path / "run")] == ["web"]
    assert [line for line in said if "starting again" in line] == []

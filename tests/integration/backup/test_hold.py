"""Processes stand still while they are held, and go on whatever becomes of who holds them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from egov_idp.local.backup import pause
from egov_idp.local.backup.errors import PauseTooLong
from egov_idp.local.backup.hold import held

COUNT = """
import itertools, os, sys
if os.fork() == 0:
    sys.argv[1] += ".child"
with open(sys.argv[1], "w+") as file:
    for number in itertools.count():
        file.seek(0)
        file.write(str(number))
        file.flush()
"""
HOLD = """
import sys, time
from egov_idp.local.backup.hold import held
with held([int(sys.argv[1])], within=60):
    print("held", flush=True)
    time.sleep(60)
"""


class Counter:
    """A process and its child, in a group of their own, that count without end."""

    def __init__(self, file: Path) -> None:
        self.files = (file, file.with_name(f"{file.name}.child"))
        self._process = subprocess.Popen(
            [sys.executable, "-c", COUNT, str(file)], start_new_session=True
        )
        self.group = self._process.pid
        while not all(self.numbers()):
            time.sleep(0.01)

    def numbers(self) -> list[str]:
        return [path.read_text() if path.exists() else "" for path in self.files]

    def counts(self, within: float = 5) -> bool:
        before, give_up = self.numbers(), time.monotonic() + within
        while time.monotonic() < give_up:
            if all(now != then for now, then in zip(self.numbers(), before, strict=True)):
                return True
            time.sleep(0.01)
        return False

    def stands_still(self) -> bool:
        before = self.numbers()
        time.sleep(0.3)
        return self.numbers() == before

    def end(self) -> None:
        os.killpg(self.group, signal.SIGKILL)
        self._process.wait()


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = Counter(tmp_path / "count")
    yield made
    made.end()


def pause_of(asker: int) -> int:
    """The process that holds for ``asker``."""
    children = Path(f"/proc/{asker}/task/{asker}/children").read_text().split()
    commands = {int(each): Path(f"/proc/{each}/cmdline").read_text() for each in children}
    return next(pid for pid, command in commands.items() if pause.__file__ in command)


def test_no_process_of_the_group_runs_inside_the_block(counter: Counter) -> None:
    with held([counter.group]):
        assert counter.stands_still()

    assert counter.counts()


def test_they_go_on_after_an_error(counter: Counter) -> None:
    with pytest.raises(RuntimeError), held([counter.group]):
        raise RuntimeError

    assert counter.counts()


def test_they_go_on_when_the_time_is_over_and_the_holder_hears_of_it(counter: Counter) -> None:
    with pytest.raises(PauseTooLong), held([counter.group], within=0.5):
        assert counter.counts()


def test_they_go_on_after_a_kill_9_of_the_holder(counter: Counter) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(counter.group)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        holder.stdout.readline()
        assert counter.stands_still()

        holder.kill()

    assert counter.counts()


def test_a_kill_9_of_the_pause_itself_is_heard_and_nobody_stays_held(counter: Counter) -> None:
    with pytest.raises(PauseTooLong), held([counter.group]):
        os.kill(pause_of(os.getpid()), signal.SIGKILL)

    assert counter.counts()


def test_a_group_that_has_ended_holds_nothing_up(counter: Counter) -> None:
    gone = subprocess.Popen(["true"], start_new_session=True)
    gone.wait()

    with held([gone.pid, counter.group]):
        assert counter.stands_still()


def test_nobody_to_hold_is_no_error() -> None:
    with held([]):
        pass

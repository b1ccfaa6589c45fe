"""What counts until a moment is seen to when the moment comes, by small real processes."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from egov_idp.local.hourly import AGAIN, HOUR, LOOK, Dated, Hourly
from egov_idp.local.service import Service
from egov_idp.local.supervisor import Supervisor

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Watch:
    """An `Hourly` whose clock goes as the test says; its process does nothing but count."""

    supervisor: Supervisor
    folder: Path
    passed: float = 0
    dated: Dated = field(default_factory=lambda: Dated(moments=()))
    goes_well: bool = True

    def __post_init__(self) -> None:
        words = 'echo >> done; test "$(cat well)" = True'
        service = Service(
            name="hourly",
            argv=("/bin/sh", "-c", words),
            env={},
            cwd=self.folder,
            one_shot=True,
            retried=False,
        )
        self.hourly = Hourly(
            self.supervisor,
            service,
            lambda: self.dated,
            clock=lambda: self.passed,
            now=lambda: NOON + timedelta(seconds=self.passed),
        )

    def times(self, after: float) -> int:
        """How often it has been done when so many seconds have passed."""
        (self.folder / "well").write_text(str(self.goes_well))
        self.passed += after
        self.hourly.tend()
        while self.hourly._running is not None:
            time.sleep(0.01)
            self.hourly.tend()
        done = self.folder / "done"
        return len(done.read_text()) if done.exists() else 0


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    with Supervisor(
        records=tmp_path / "run", logs=tmp_path / "log", say=lambda name, line: None
    ) as supervisor:
        yield Watch(supervisor, tmp_path)


def until(seconds: float, version: int = 0) -> Dated:
    return Dated(moments=(NOON + timedelta(seconds=seconds),), version=version)


def test_nothing_is_started_where_nothing_is_dated(watch: Watch) -> None:
    assert watch.times(0) == 0
    assert watch.times(2 * HOUR) == 0


def test_it_is_done_when_the_moment_comes_and_not_again_for_it(watch: Watch) -> None:
    watch.dated = until(600)
    assert watch.times(0) == 1  # whatever was left when the platform began

    assert watch.times(599) == 1
    assert watch.times(LOOK) == 2
    assert watch.times(LOOK) == 2


def test_it_is_done_every_hour_meanwhile(watch: Watch) -> None:
    watch.dated = until(10 * HOUR)
    watch.times(0)

    assert watch.times(HOUR - 1) == 1
    assert watch.times(LOOK) == 2


def test_it_is_done_when_another_moment_is_declared(watch: Watch) -> None:
    watch.dated = until(HOUR)
    watch.times(0)
    watch.dated = until(HOUR, version=1)

    assert watch.times(LOOK) == 2


def test_what_failed_is_tried_again_every_minute(watch: Watch) -> None:
    watch.dated, watch.goes_well = until(0), False
    assert watch.times(0) == 1
    assert watch.times(LOOK) == 1
    watch.goes_well = True

    assert watch.times(AGAIN) == 2
    assert watch.times(AGAIN) == 2

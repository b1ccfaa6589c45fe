"""How long a fetched value serves, and who waits for the next one."""

import contextlib
import threading

import pytest
from egov_kit.errors import ProviderMisbehaved, ProviderUnreachable
from egov_kit.op.refreshing import Policy, Refreshing

from tests.support.op import HandClock

POLICY = Policy(fresh_for=100, valid_for=200, stale_for=1000, cool_down=30)


class Source:
    """Gives a new value each time, or fails, or waits at a gate."""

    def __init__(self) -> None:
        self.fetches = 0
        self.failing = False
        self.gate: threading.Event | None = None
        self.begun = threading.Event()

    def __call__(self) -> str:
        self.fetches += 1
        self.begun.set()
        if self.gate is not None:
            self.gate.wait(5)
        if self.failing:
            raise ProviderUnreachable("down")
        return f"value {self.fetches}"


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def value(source: Source, clock: HandClock) -> Refreshing[str]:
    return Refreshing(source, POLICY, clock)


@pytest.mark.parametrize(("age", "expected"), [(99, "value 1"), (100, "value 2")])
def test_value_is_fetched_again_when_it_is_no_longer_fresh(
    value: Refreshing[str], clock: HandClock, age: float, expected: str
) -> None:
    value.current()
    clock.forward(age)
    assert value.current() == expected


@pytest.mark.parametrize("age", [100, 199])
def test_others_keep_the_old_value_while_one_fetches(
    value: Refreshing[str], source: Source, clock: HandClock, age: float
) -> None:
    value.current()
    clock.forward(age)
    fetching = begin_fetch(value, source)
    assert value.current() == "value 1"
    finish_fetch(source, fetching)
    assert value.current() == "value 2"


def test_nobody_gets_a_value_that_is_not_valid_while_one_fetches(
    value: Refreshing[str], source: Source, clock: HandClock
) -> None:
    value.current()
    clock.forward(200)
    fetching = begin_fetch(value, source)
    found: list[str] = []
    waiting = threading.Thread(target=lambda: found.append(value.current()))
    waiting.start()
    finish_fetch(source, fetching)
    waiting.join()
    assert found == ["value 2"]


def begin_fetch(value: Refreshing[str], source: Source) -> threading.Thread:
    source.begun.clear()
    source.gate = threading.Event()
    thread = threading.Thread(target=value.current)
    thread.start()
    assert source.begun.wait(5)
    return thread


def finish_fetch(source: Source, thread: threading.Thread) -> None:
    assert source.gate is not None
    source.gate.set()
    thread.join()


@pytest.mark.parametrize(("age", "good"), [(999, True), (1000, False)])
def test_old_value_serves_a_while_when_a_fetch_fails(
    value: Refreshing[str], source: Source, clock: HandClock, age: float, good: bool
) -> None:
    value.current()
    source.failing = True
    clock.forward(age)
    if good:
        assert value.current() == "value 1"
    else:
        with pytest.raises(ProviderUnreachable):
            value.current()


@pytest.mark.parametrize(("later", "fetches"), [(29, 1), (30, 2)])
def test_failed_fetch_is_not_repeated_during_its_cool_down(
    value: Refreshing[str], source: Source, clock: HandClock, later: float, fetches: int
) -> None:
    source.failing = True
    for wait in (later, 0):
        with pytest.raises(ProviderUnreachable):
            value.current()
        clock.forward(wait)
    assert source.fetches == fetches


def test_each_caller_gets_an_error_of_its_own(value: Refreshing[str], source: Source) -> None:
    source.failing = True
    caught = []
    for _ in range(2):
        with pytest.raises(ProviderUnreachable, match="down") as error:
            value.current()
        caught.append(error.value)
    assert caught[0] is not caught[1]


@pytest.mark.parametrize(("later", "fetches"), [(29, 2), (30, 3)])
def test_newer_value_is_asked_for_once_in_a_cool_down(
    value: Refreshing[str], source: Source, clock: HandClock, later: float, fetches: int
) -> None:
    value.newer(than=value.current())
    clock.forward(later)
    value.newer(than=value.current())
    assert source.fetches == fetches


def test_value_that_is_newer_already_is_not_fetched_again(
    value: Refreshing[str], source: Source
) -> None:
    value.current()
    assert value.newer(than="value 0") == "value 1"
    assert source.fetches == 1


def test_failing_newer_keeps_the_value(value: Refreshing[str], source: Source) -> None:
    first = value.current()
    source.failing = True
    assert value.newer(than=first) == first


def test_misbehaviour_stays_misbehaviour(clock: HandClock) -> None:
    def misbehave() -> str:
        raise ProviderMisbehaved("odd")

    value = Refreshing(misbehave, POLICY, clock)
    for _ in range(2):
        with pytest.raises(ProviderMisbehaved, match="odd"):
            value.current()


@pytest.mark.parametrize(("later", "fetches"), [(29, 2), (30, 3)])
def test_value_is_fetched_anew_once_in_a_cool_down(
    value: Refreshing[str], source: Source, clock: HandClock, later: float, fetches: int
) -> None:
    value.current()
    value.anew()
    clock.forward(later)
    value.anew()
    assert source.fetches == fetches


@pytest.mark.parametrize("failing", [False, True])
def test_nobody_else_spends_the_fetch_anew(
    value: Refreshing[str], source: Source, failing: bool
) -> None:
    source.failing = failing
    with contextlib.suppress(ProviderUnreachable):
        value.current()
    with contextlib.suppress(ProviderUnreachable):
        value.newer(than=value.peek())
    source.failing, before = False, source.fetches
    assert value.anew() == f"value {before + 1}"

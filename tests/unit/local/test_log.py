"""How logs are read, also while they grow or begin anew."""

from pathlib import Path

import pytest
from egov_idp.local.log import Tail


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "web.log"
    path.write_text("một\nhai\nba\n", encoding="utf-8")
    return path


def add(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as log:
        log.write(text)


def test_the_last_lines_come_first(path: Path) -> None:
    assert Tail(path).last(2) == ["hai", "ba"]


def test_then_only_what_was_added(path: Path) -> None:
    tail = Tail(path)
    tail.last(1)
    add(path, "bốn\n")

    assert (tail.added(), tail.added()) == (["bốn"], [])


def test_a_line_that_is_not_whole_yet_waits(path: Path) -> None:
    tail = Tail(path)
    tail.last(1)
    add(path, "nă")
    halfway = tail.added()
    add(path, "m\n")

    assert (halfway, tail.added()) == ([], ["năm"])


def test_a_log_that_began_anew_is_read_from_its_top(path: Path) -> None:
    tail = Tail(path)
    tail.last(1)
    path.rename(path.with_suffix(".log.1"))
    path.write_text("a new log that is longer than the old one\n", encoding="utf-8")

    assert tail.added() == ["a new log that is longer than the old one"]


def test_a_log_that_is_not_there_has_no_lines(tmp_path: Path) -> None:
    assert Tail(tmp_path / "none.log").last(5) == []

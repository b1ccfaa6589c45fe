"""How logs are read, also while they grow or begin anew."""

import subprocess
import sys
from pathlib import Path

import pytest
from egov_idp.local import log
from egov_idp.local.layout import ROOT
from egov_idp.local.log import Log, Tail


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


def test_a_log_that_becomes_long_is_put_aside_while_it_is_written(path: Path) -> None:
    written = Log(path, longest=20)
    for line in ("bốn\n", "năm\n", "sáu\n", "bảy\n"):
        written.write(line.encode())
    written.close()

    assert log.aside(path).read_text(encoding="utf-8") == "một\nhai\nba\nbốn\n"
    assert path.read_text(encoding="utf-8") == "năm\nsáu\nbảy\n"


def test_who_writes_its_own_output_into_a_long_log_begins_a_new_one(path: Path) -> None:
    code = f"""
import pathlib, sys
from egov_idp.local import log
print("bốn", flush=True)
log.begin_anew_if_long(pathlib.Path({str(path)!r}), longest=3)
print("năm")
print("sáu", file=sys.stderr)
"""
    with path.open("ab") as file:
        subprocess.run([sys.executable, "-c", code], stdout=file, stderr=file, check=True, cwd=ROOT)

    assert log.aside(path).read_text(encoding="utf-8").splitlines()[-1] == "bốn"
    assert sorted(path.read_text(encoding="utf-8").splitlines()) == ["năm", "sáu"]

"""What is made from a file is made anew when the file was replaced, and only then."""

from pathlib import Path

import pytest
from egov_kit.renewed import AGAIN, Renewed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (path := tmp_path / "tenants").write_text("1")
    return path


@pytest.fixture
def renewed(file: Path) -> Renewed[list[int]]:
    return Renewed(lambda: [int(file.read_text())], file)


def replace(file: Path, text: str) -> None:
    (beside := file.with_suffix(".new")).write_text(text)
    beside.replace(file)


def test_each_request_gets_the_same_one(renewed: Renewed[list[int]]) -> None:
    assert renewed.get() is renewed.get()


def test_a_replaced_file_gives_a_new_one_and_the_old_one_stays_as_it_is(
    renewed: Renewed[list[int]], file: Path
) -> None:
    before = renewed.get()
    replace(file, "2")

    assert (renewed.get(), before) == ([2], [1])


def test_what_cannot_be_made_leaves_the_one_before_and_is_tried_again(file: Path) -> None:
    clock, tries = [0.0], list[str]()

    def make() -> list[int]:
        tries.append(file.read_text())
        return [int(tries[-1])]

    renewed = Renewed(make, file, clock=lambda: clock[0])
    replace(file, "no number")
    assert [renewed.get(), renewed.get()] == [[1], [1]]
    assert tries == ["1", "no number"]

    replace(file, "3")
    clock[0] += AGAIN
    assert renewed.get() == [3]


def test_a_file_that_is_gone_changes_nothing(renewed: Renewed[list[int]], file: Path) -> None:
    file.unlink()

    assert renewed.get() == [1]


def test_without_a_file_it_is_made_once() -> None:
    made = Renewed(object, None)

    assert made.get() is made.get()

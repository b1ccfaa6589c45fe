"""A change of the sources is told once, when whoever writes has come to rest."""

import os
from pathlib import Path

import pytest
from egov_idp.local.sources import FOLDERS, Sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "views.py").write_text("one")
    (tmp_path / "templates").mkdir()
    (tmp_path / "__pycache__").mkdir()
    return tmp_path


@pytest.fixture
def sources(folder: Path) -> Sources:
    return Sources([folder])


def looks(sources: Sources, times: int = 4) -> list[bool]:
    return [sources.changed() for _ in range(times)]


def test_without_a_change_nothing_is_told(sources: Sources) -> None:
    assert looks(sources) == [False] * 4


@pytest.mark.parametrize("name", ["views.py", "new.toml", "templates/page.html", "vi/messages.po"])
def test_a_change_is_told_once_after_it_rests(sources: Sources, folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("two and more")

    assert looks(sources) == [False, True, False, False]


def test_while_somebody_writes_nothing_is_told(sources: Sources, folder: Path) -> None:
    told = []
    for number in range(3):
        os.utime(folder / "views.py", (number, number))
        told.append(sources.changed())

    assert (told, looks(sources, 2)) == ([False] * 3, [True, False])


def test_a_removed_file_is_a_change(sources: Sources, folder: Path) -> None:
    (folder / "views.py").unlink()

    assert True in looks(sources)


def test_what_is_taken_back_before_it_rests_is_none(sources: Sources, folder: Path) -> None:
    (folder / "new.py").touch()
    sources.changed()
    (folder / "new.py").unlink()

    assert looks(sources) == [False] * 4


@pytest.mark.parametrize("name", ["__pycache__/views.py", "messages.mo", "notes.txt", "a.pyc"])
def test_what_is_built_or_no_source_is_not_looked_at(
    sources: Sources, folder: Path, name: str
) -> None:
    (folder / name).touch()

    assert looks(sources) == [False] * 4


def test_the_folders_of_the_checkout_exist() -> None:
    assert [folder for folder in FOLDERS if not folder.is_dir()] == []

"""The index of the handed-over sets: a page says something, or is marked planned."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from egov_idp.local.layout import ROOT

from tests.support import repository

FOLDER = ROOT / "docs" / "handover"
INDEX = FOLDER / "README.md"
SETS = 4
VIEWS = 7
REAL, PLANNED = "có", "dự kiến"
SHORTEST = 120
"""Words a page has at least; less is a promise, not a page."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A page in the index; ``path`` is None for one that is not linked."""

    page: str
    path: Path | None
    status: str
    content: str


def rows(text: str) -> list[Row]:
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| ") and not line.startswith("| Trang |")
    ]
    return [_row(*row) for row in cells]


def _row(page: str, status: str, content: str) -> Row:
    link = re.fullmatch(r"\[(.+)\]\((.+)\)", page)
    path = FOLDER / link[2] if link else None
    return Row(page=link[1] if link else page, path=path, status=status, content=content)


ROWS = rows(INDEX.read_text("utf-8"))
SECTIONS = re.split(r"^## ", INDEX.read_text("utf-8"), flags=re.MULTILINE)[1:]


def test_the_four_sets_of_2015_are_there() -> None:
    assert [section.split(".")[0] for section in SECTIONS] == [f"Bộ {n + 1}" for n in range(SETS)]


def test_the_first_set_has_seven_views() -> None:
    assert len(rows(SECTIONS[0])) == VIEWS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.page)
def test_a_page_is_written_or_marked_planned(row: Row) -> None:
    if row.status == PLANNED:
        assert row.path is None
        assert row.content
    else:
        assert row.status == REAL
        assert row.path is not None
        assert len(row.path.read_text("utf-8").split()) >= SHORTEST


def test_the_index_names_every_page() -> None:
    pages = {path for path in repository.committed(".md", under=FOLDER) if path != INDEX}

    assert {row.path for row in ROWS if row.path} == pages

"""Decisions are numbered, listed, and name what enforces them."""

import re
from pathlib import Path

import pytest
from egov_idp.local.layout import ROOT

FOLDER = ROOT / "docs" / "adr"
ADRS = sorted(p for p in FOLDER.glob("*.md") if p.name != "README.md")


def test_every_decision_is_in_the_list_and_every_entry_exists() -> None:
    listed = re.findall(r"\]\((\d{4}-[^)]+\.md)\)", (FOLDER / "README.md").read_text("utf-8"))

    assert sorted(listed) == [path.name for path in ADRS]


def test_no_number_is_used_twice() -> None:
    numbers = [path.name[:4] for path in ADRS]

    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("path", ADRS, ids=lambda p: p.name)
def test_a_decision_says_what_enforces_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.search(r"enforced by|kept by|checked by", text, re.IGNORECASE)


@pytest.mark.parametrize("path", ADRS, ids=lambda p: p.name)
def test_a_decision_fits_one_page(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80

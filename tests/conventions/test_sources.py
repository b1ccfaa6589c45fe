"""Every row of a module's data says where we have it from and whether anybody has checked it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import repository

FILES = [path for path in repository.product(".toml") if "data" in path.parts]
CLAIMS = "basis"
"""Whoever names a legal text claims something that may be wrong."""


def rows(node: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 # whatever a file holds
    if isinstance(node, dict):
        if CLAIMS in node:
            yield node
        for each in node.values():
            yield from rows(each)
    if isinstance(node, list):
        for each in node:
            yield from rows(each)


@pytest.mark.parametrize("path", FILES, ids=repository.name)
def test_every_row_has_a_source_and_says_whether_it_was_verified(path: Path) -> None:
    found = list(rows(tomllib.loads(path.read_text(encoding="utf-8"))))

    assert found
    assert [
        row for row in found if not row.get("source") or not isinstance(row.get("verified"), bool)
    ] == []


def test_the_files_of_the_catalogue_are_looked_at() -> None:
    assert {"2015.toml", "2026.toml", "rules.toml"} <= {path.name for path in FILES}


def test_a_row_without_a_source_is_found() -> None:
    assert list(rows({"packs": [{"basis": "?"}]})) == [{"basis": "?"}]

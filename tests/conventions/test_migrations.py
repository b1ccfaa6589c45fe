"""Every migration can be taken back."""

import ast
from pathlib import Path

import pytest

from tests.support import repository

STEPS = [
    p for p in repository.product(".py") if p.parent.name == "migrations" and p.stem[0].isdigit()
]


@pytest.mark.parametrize("path", STEPS, ids=repository.name)
def test_a_migration_has_a_way_back(path: Path) -> None:
    functions = {
        n.name: n.body
        for n in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(n, ast.FunctionDef)
    }

    assert {"upgrade", "downgrade"} <= set(functions)
    assert not all(isinstance(step, ast.Pass | ast.Raise) for step in functions["downgrade"])

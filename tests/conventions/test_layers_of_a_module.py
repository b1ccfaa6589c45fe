"""Views know HTTP, services know rules, repositories know SQL."""

import ast
from pathlib import Path

import pytest

from tests.support import repository

FORBIDDEN = {
    "service.py": {"flask", "flask_login", "flask_wtf", "flask_babel"},
    "repository.py": {"flask", "flask_login", "flask_wtf", "flask_babel"},
    "views.py": {"sqlalchemy"},
}
FILES = [path for path in repository.product(".py") if path.name in FORBIDDEN]


@pytest.mark.parametrize("path", FILES, ids=repository.name)
def test_a_layer_imports_nothing_of_another(path: Path) -> None:
    assert imported(path) & FORBIDDEN[path.name] == set()


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    named = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    return {name.partition(".")[0] for name in plain | named}

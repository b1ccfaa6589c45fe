"""A file has one subject, a function one job: over 400 and 40 lines somebody says why."""

import ast

from tests.support import repository

FILE_LINES = 400
FUNCTION_LINES = 40

# "path" or "path::function" to the reason why splitting it would make it harder to read.
ALLOWED: dict[str, str] = {}

SOURCES = [
    *repository.committed(".py"),
    *repository.product(".java", ".html", ".ftl", ".scss", ".js", ".mjs"),
]


def test_a_file_has_at_most_400_lines() -> None:
    sizes = {repository.name(p): len(p.read_text("utf-8").splitlines()) for p in SOURCES}

    assert {name: n for name, n in sizes.items() if n > FILE_LINES and name not in ALLOWED} == {}


def test_a_function_has_at_most_40_lines() -> None:
    sizes = {
        f"{repository.name(path)}::{function.name}": own_lines(function)
        for path in SOURCES
        if path.suffix == ".py"
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {
        name: n for name, n in sizes.items() if n > FUNCTION_LINES and name not in ALLOWED
    } == {}


def own_lines(node: ast.AST) -> int:
    """Lines of a function, without those of what is defined inside it."""
    inner = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    return lines(node) - sum(lines(each) for each in inner)


def lines(node: ast.AST) -> int:
    return int(getattr(node, "end_lineno", 0)) - int(getattr(node, "lineno", 0)) + 1


def test_no_exception_outlives_its_file() -> None:
    names = {repository.name(path) for path in SOURCES}

    assert {entry.partition("::")[0] for entry in ALLOWED} <= names

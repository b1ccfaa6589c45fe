"""Every error, code and log event of the kit is in the reference, as it is."""

import ast
import re
from pathlib import Path

from egov_idp.local.layout import ROOT
from egov_kit import errors

from tests.support import repository

KIT = ROOT / "idp" / "kit" / "egov_kit"
ERRORS = ROOT / "docs" / "reference" / "errors.md"
EVENTS = ROOT / "docs" / "reference" / "events.md"
FOR_TESTS = ("simulator", "testing")


def rows(path: Path, pattern: str) -> list[tuple[str, ...]]:
    return sorted(re.findall(pattern, text_of(path), re.M))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_every_error_stands_there_with_its_code_and_status() -> None:
    public = [each for name, each in vars(errors).items() if not name.startswith("_")]
    found = [e for e in public if isinstance(e, type) and issubclass(e, errors.KitError)]

    told = rows(ERRORS, r"^\| `(\w+)` \| `(\w+)` \| (\d+) \|")

    assert told == sorted((e.__name__, e.code, str(e.status)) for e in found)


def test_every_code_of_an_answer_stands_there() -> None:
    answered = {
        keyword.value.value
        for call in calls("Problem")
        for keyword in call.keywords
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
    }

    told = set(re.findall(r"^\| (?:`\w+` \| )?`([a-z_]+)` \|", text_of(ERRORS), re.M))

    assert answered - told == set()


def test_every_event_of_the_log_stands_there_with_level_and_fields() -> None:
    written: dict[tuple[str, str], set[str]] = {}
    for call in calls("info", "warning", "error"):
        assert isinstance(call.func, ast.Attribute)
        name = call.args[0]
        assert isinstance(name, ast.Constant)
        assert isinstance(name.value, str)
        fields = written.setdefault((name.value, call.func.attr), set())
        fields.update(str(each.arg) for each in call.keywords)

    table = rows(EVENTS, r"^\| `([a-z_.]+)` \| (\w+) \| ([^|]*) \|")
    told = {(name, level): set(re.findall(r"`(\w+)`", fields)) for name, level, fields in table}

    assert told == written


def calls(*names: str) -> list[ast.Call]:
    """The calls of ``_log.info(…)`` and the like, or of `Problem`, in what modules run."""
    found = []
    for path in repository.committed(".py", under=KIT):
        if path.relative_to(KIT).parts[0] in FOR_TESTS:
            continue
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.Call) and called(node.func) in names:
                found.append(node)
    return found


def called(function: ast.expr) -> str | None:
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute) and ast.unparse(function.value) == "_log":
        return function.attr
    return None

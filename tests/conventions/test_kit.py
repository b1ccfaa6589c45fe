"""The kit: what it offers, and that it needs nothing but its own dependencies."""

import ast
import importlib.util
import pkgutil
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import egov_kit
from packaging.requirements import Requirement


def test_the_public_names_equal_all() -> None:
    source = ast.parse(Path(egov_kit.__file__).read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for statement in source.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }

    assert set(egov_kit.__all__) == {name for name in imported if not name.startswith("_")}


def test_the_kit_imports_with_only_its_own_dependencies() -> None:
    allowed = {"egov_kit", *import_names(closure("egov-kit"))}
    foreign = sorted(set(packages_distributions()) - allowed)

    done = subprocess.run(
        [sys.executable, "-c", PROBE, ",".join(foreign), *kit_modules()],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""


PROBE = """
import importlib, sys
foreign = set(sys.argv[1].split(","))

class OnlyOurOwn:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in foreign:
            raise ModuleNotFoundError(f"{name} is not among the kit's dependencies", name=name)

sys.meta_path.insert(0, OnlyOurOwn())
for module in sys.argv[2:]:
    importlib.import_module(module)
"""


def kit_modules() -> list[str]:
    found = pkgutil.walk_packages(egov_kit.__path__, "egov_kit.")
    # Migrations run inside alembic, hosts with settings in the environment.
    return [m.name for m in found if not re.search(r"migrations|\.host$", m.name)]


def closure(name: str) -> set[str]:
    """A distribution and all that it needs, by their normalised names."""
    found: set[str] = set()
    waiting = [(name, frozenset[str]())]
    while waiting:
        each, extras = waiting.pop()
        if each in found and not extras:
            continue
        found.add(each)
        waiting += [(normal(r.name), frozenset(r.extras)) for r in needed_by(each, extras)]
    return found


def needed_by(name: str, extras: frozenset[str]) -> list[Requirement]:
    try:
        wanted = [Requirement(text) for text in distribution(name).requires or ()]
    except PackageNotFoundError:  # for another system
        return []
    environments = [{"extra": extra} for extra in ("", *extras)]
    return [
        r for r in wanted if not r.marker or any(r.marker.evaluate(each) for each in environments)
    ]


def import_names(distributions: set[str]) -> set[str]:
    return {
        name
        for name, brought_by in packages_distributions().items()
        if {normal(each) for each in brought_by} & distributions
    }


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_kit_needs_nothing_of_the_rest_of_the_platform() -> None:
    assert "egov-platform" not in closure("egov-kit")
    assert importlib.util.find_spec("egov_idp") is not None

"""The kit: what it offers, and that it needs nothing but its own dependencies."""

import ast
import importlib.util
import pkgutil
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import egov_kit
import pytest

from tests.support._closure import closure, normal


def test_the_public_names_equal_all() -> None:
    source = ast.parse(Path(egov_kit.__file__).read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for statement in ast.walk(source)
        if isinstance(statement, ast.ImportFrom) and statement.module != "typing"
        for alias in statement.names
    }

    public = {name for name in imported if not name.startswith("_")} - {"extension"}
    assert set(egov_kit.__all__) == public
    assert all(hasattr(egov_kit, name) for name in public)


@pytest.mark.parametrize(
    ("imported", "frameworks"),
    [
        ("egov_kit.web.internal", {"flask", "werkzeug", "django"}),
        ("egov_kit.web.views", {"flask", "werkzeug", "django"}),
        ("egov_kit.flask.app", {"django"}),
        ("egov_kit.django", {"flask", "werkzeug"}),
    ],
)
def test_no_framework_is_loaded_but_the_one_that_is_used(
    imported: str, frameworks: set[str]
) -> None:
    code = f"import sys, {imported}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert frameworks.isdisjoint(done.stdout.split())


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
    # Migrations run inside alembic, hosts with settings in the environment, `testing` in pytest;
    # Valkey's client and Django are extras.
    others = r"migrations|\.host$|\.testing|\.rows\.valkey|\.django"
    return [m.name for m in found if not re.search(others, m.name)]


def import_names(distributions: set[str]) -> set[str]:
    return {
        name
        for name, brought_by in packages_distributions().items()
        if {normal(each) for each in brought_by} & distributions
    }


def test_the_kit_needs_nothing_of_the_rest_of_the_platform() -> None:
    assert "egov-platform" not in closure("egov-kit")
    assert importlib.util.find_spec("egov_idp") is not None

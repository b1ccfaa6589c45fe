"""Every setting is in .env.example and in the reference, and is read in one place."""

import ast
import re
from pathlib import Path

from egov_idp.api.settings import PeopleSettings
from egov_idp.local.layout import ROOT
from egov_idp.settings import ContainerSettings
from egov_kit.settings import Settings

from tests.support import repository

MODELS = (Settings, ContainerSettings, PeopleSettings)
FIELDS = sorted({f"EGOV_{name}".upper() for model in MODELS for name in model.model_fields})
READERS = ("egov_kit/settings.py", "egov_idp/settings.py")


def documented(path: Path, pattern: str) -> list[str]:
    return sorted(set(re.findall(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)))


def test_the_example_names_every_setting() -> None:
    assert documented(ROOT / ".env.example", r"^#? ?(EGOV_[A-Z_]+)=") == FIELDS


def test_the_reference_describes_every_setting() -> None:
    assert documented(ROOT / "docs/reference/settings.md", r"^\| `(EGOV_[A-Z_]+)` \|") == FIELDS


def test_the_environment_is_read_in_settings_alone() -> None:
    elsewhere = [p for p in repository.product(".py") if not str(p).endswith(READERS)]

    assert [repository.name(path) for path in elsewhere if reads_environment(path)] == []


def reads_environment(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = (ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Attribute))
    return bool({"os.environ", "os.getenv"} & set(named))

"""What no committed file may hold: registry hosts, paths of one machine, keys, secrets."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from egov_idp.local.layout import ROOT

from tests.support import repository

# Written in two parts, or this file would be its own finding.
REGISTRIES = tuple(
    first + rest
    for first, rest in (
        ("registry.npmjs", ".org"),
        ("registry.yarnpkg", ".com"),
        ("pypi.org/", "simple"),
        ("files.pythonhosted", ".org"),
        ("repo.maven.apache", ".org"),
        ("repo1.maven", ".org"),
        ("deb.debian", ".org"),
        ("--index", "-url"),
        ("--extra-index", "-url"),
    )
)
MACHINE_PATHS = re.compile(r"(?<![\w.$}/-])/(?:work|root|home|Users)/\w")
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE " r"KEY-----")

TEXTS = [p for p in repository.committed() if b"\0" not in p.read_bytes()[:2000]]


def test_no_committed_file_names_a_registry() -> None:
    assert [repository.name(p) for p in TEXTS if any(r in text(p) for r in REGISTRIES)] == []


def test_no_committed_file_names_a_folder_of_one_machine() -> None:
    assert [repository.name(p) for p in TEXTS if MACHINE_PATHS.search(text(p))] == []


def test_no_committed_file_holds_a_private_key() -> None:
    assert [repository.name(p) for p in TEXTS if PRIVATE_KEY.search(text(p))] == []


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((ROOT / "realms").glob("*.yaml")), ids=lambda p: p.name)
def test_a_realm_file_names_secrets_only_by_reference(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert [where for where, key, value in leaves(content) if is_literal_secret(key, value)] == []


def leaves(content: object, where: str = "", key: str = "") -> Iterator[tuple[str, str, object]]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield from leaves(value, f"{where}.{name}", str(name))
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from leaves(value, f"{where}[{number}]", key)
    else:
        yield where, key, content


def is_literal_secret(key: str, value: object) -> bool:
    """A reference is written ``${secret:…}``."""
    named = re.fullmatch(r"secret|password|bindCredential|privateKey|.*[sS]ecret", key)
    return bool(named) and isinstance(value, str) and not value.startswith("${")


def test_a_password_written_into_a_realm_file_would_be_found() -> None:
    written = {"components": [{"config": {"bindCredential": ["hunter2"]}}]}

    assert [where for where, key, value in leaves(written) if is_literal_secret(key, value)] == [
        ".components[0].config.bindCredential[0]"
    ]

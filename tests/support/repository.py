"""The files of the checkout as they are committed, found without git (a clean machine has none)."""

from collections.abc import Iterator
from pathlib import Path

from egov_idp.local.layout import ROOT

OURS = ("idp", "ldap", "shell", "apps")
"""Folders of product code."""

_NOT_COMMITTED = {
    *(".git", "var", ".venv", ".env", "__pycache__", "node_modules", "target"),
    *(".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis"),
}
_BUILT = (
    "idp/kit/egov_kit/static/",
    "idp/keycloak/themes/egov/login/resources/",
    "idp/keycloak/themes/egov/login/assets.ftl",
)


def committed(*suffixes: str, under: Path = ROOT) -> Iterator[Path]:
    """Every file that belongs to the repository, or those with one of the suffixes."""
    for path in sorted(under.iterdir()):
        if path.name in _NOT_COMMITTED or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from committed(*suffixes, under=path)
        elif not is_built(path) and (not suffixes or path.suffix in suffixes):
            yield path


def product(*suffixes: str) -> Iterator[Path]:
    """Files of the product, without its tests."""
    for folder in OURS:
        yield from committed(*suffixes, under=ROOT / folder)


def is_built(path: Path) -> bool:
    """Whether a build step made it."""
    return path.suffix in (".mo", ".pyc") or name(path).startswith(_BUILT)


def name(path: Path) -> str:
    """How a file is called in the repository."""
    return path.relative_to(ROOT).as_posix()

"""Every command and every page that the documents name exists."""

import re
import shlex
from pathlib import Path
from typing import cast

import pytest
from click import Command
from egov_idp.cli import app
from egov_idp.cli.realm_drift import OrList
from egov_idp.local.layout import ROOT
from typer.core import TyperGroup
from typer.main import get_command

from tests.support import repository

DOCUMENTS = [*repository.committed(".md", under=ROOT / "docs"), *sorted(ROOT.glob("*.md"))]
COMMANDS = cast(TyperGroup, get_command(app)).commands
PLACEHOLDERS = {"COMMAND", "…", "..."}


@pytest.mark.parametrize("path", DOCUMENTS, ids=repository.name)
def test_every_command_in_a_document_exists(path: Path) -> None:
    named = commands(path.read_text(encoding="utf-8"))

    assert [line for line in named if not exists(line)] == []


def test_the_script_lists_the_commands_that_exist() -> None:
    listed = re.findall(r"^  \./egov (\w+) ", (ROOT / "egov").read_text("utf-8"), re.MULTILINE)

    assert listed == list(COMMANDS)


@pytest.mark.parametrize("path", DOCUMENTS, ids=repository.name)
def test_every_link_in_a_document_leads_to_a_file(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=repository.name)
def test_every_file_in_a_document_exists(path: Path) -> None:
    named = re.findall(r"`((?:tests|docs|idp|ldap|realms|shell|apps)/[^`*<]*)`", path.read_text())

    assert [name for name in named if not (ROOT / name.partition("::")[0]).exists()] == []


def test_every_page_that_code_or_configuration_names_exists() -> None:
    others = (path for path in repository.committed() if path not in DOCUMENTS)
    named = [
        (repository.name(path), page)
        for path in others
        for page in re.findall(r"\bdocs/[\w./-]*\w", path.read_text("utf-8", errors="ignore"))
    ]

    assert len(named) > 10
    assert [(path, page) for path, page in named if not (ROOT / page).exists()] == []


def commands(text: str) -> list[str]:
    """What follows ``./egov`` in code, up to a comment or the end of the quotation."""
    code = re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
    lines = (line for block in code for line in block.strip("`").splitlines())
    return [rest for line in lines for rest in re.findall(r"\./egov ([^#;&|`]+)", line)]


def exists(line: str) -> bool:
    name, *options = shlex.split(line)
    if name in PLACEHOLDERS or name.startswith("-"):
        return True
    command: Command | None = COMMANDS.get(name)
    while isinstance(command, TyperGroup) and options and not options[0].startswith("-"):
        if isinstance(command, OrList) and options[0] not in command.commands:
            break
        command = command.commands.get(options.pop(0))
    if isinstance(command, OrList):
        command = command.commands["list"]
    if command is None:
        return False
    known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
    passes_on = command.context_settings.get("ignore_unknown_options", False)
    return passes_on or all(o in known for o in options if o.startswith("--"))

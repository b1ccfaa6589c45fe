"""What the scripts for containers leave alone; in place of Docker, a program that notes calls."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from egov_idp.local.layout import ROOT

DOCKER = """#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in
    *" ls "*) echo "$DATABASES" ;;
    *ps*) echo 0a1b ;;
    *pg_dumpall*) exit "$DUMP" ;;
esac
"""


@dataclass(frozen=True, kw_only=True)
class Scripts:
    """``databases`` is what lies in their volume, ``dump`` the exit code of pg_dumpall."""

    folder: Path

    def run(self, name: str, folder: Path, *, databases: str = "", dump: int = 0) -> int:
        known = {"CALLS": str(self.folder / "calls"), "DATABASES": databases, "DUMP": str(dump)}
        path = {"PATH": f"{self.folder}:{os.environ['PATH']}"}
        script = [str(ROOT / "containers" / name), str(folder)]
        return subprocess.run(script, env={**os.environ, **known, **path}, check=False).returncode

    @property
    def calls(self) -> str:
        return (self.folder / "calls").read_text()


@pytest.fixture
def scripts(tmp_path: Path) -> Scripts:
    (folder := tmp_path / "bin").mkdir()
    (folder / "docker").write_text(DOCKER)
    (folder / "docker").chmod(0o700)
    return Scripts(folder=folder)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where backups lie, beside something whose name is nearly theirs."""
    other = tmp_path / "backups" / "monday.new"
    other.mkdir(parents=True)
    (other / "theirs").touch()
    return other.parent


@pytest.mark.parametrize("dump", [0, 1])
def test_backup_touches_nothing_beside_it(scripts: Scripts, place: Path, dump: int) -> None:
    assert scripts.run("backup.sh", place / "monday", dump=dump) == dump

    made = set() if dump else {"monday"}
    assert set(os.listdir(place)) == made | {"monday.new"}
    assert os.listdir(place / "monday.new") == ["theirs"]


@pytest.mark.parametrize("dump", [0, 1])
def test_what_was_stopped_for_a_backup_goes_on(scripts: Scripts, place: Path, dump: int) -> None:
    scripts.run("backup.sh", place / "monday", dump=dump)

    assert scripts.calls.count("start 0a1b") == 1


def test_backup_is_its_owners_alone(scripts: Scripts, place: Path) -> None:
    scripts.run("backup.sh", place / "monday")

    modes = {each.stat().st_mode & 0o077 for each in (place / "monday").iterdir()}
    assert modes | {(place / "monday").stat().st_mode & 0o077} == {0}


def test_restore_writes_nothing_where_databases_are(scripts: Scripts, place: Path) -> None:
    scripts.run("backup.sh", place / "monday")

    assert scripts.run("restore.sh", place / "monday", databases="15") == 1
    assert "tar -C /var/lib/egov -x" not in scripts.calls
    assert "ldif load" not in scripts.calls


def test_restore_writes_all_parts_where_nothing_is(scripts: Scripts, place: Path) -> None:
    scripts.run("backup.sh", place / "monday")

    assert scripts.run("restore.sh", place / "monday") == 0
    assert scripts.calls.index("ldif load") < scripts.calls.index("tar -C /var/lib/egov -x")
    assert "psql" in scripts.calls

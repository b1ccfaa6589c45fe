"""The kit alone from its wheel, as an outside developer has it, on the oldest and newest Python."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.integration.testing._guide import write_guide
from tests.support._closure import closure, normal
from tests.support._pythons import newest_python
from tests.support.repository import ROOT

PYTHONS = sorted({sys.executable, newest_python()})


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = build(ROOT / "idp" / "kit", folder)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


def build(source: Path, folder: Path) -> "subprocess.CompletedProcess[str]":
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel"]
    return subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def locked(*distributions: str) -> str:
    """The part of the lock file that speaks of these, hashes and all."""
    text = (ROOT / "requirements.lock").read_text("utf-8")
    blocks = re.findall(r"^\S.*(?:\n .*)*", text, re.M)
    return "\n".join(b for b in blocks if normal(re.split("[=;@ ]", b)[0]) in distributions)


@pytest.mark.parametrize("python", PYTHONS)
def test_it_does_what_the_guide_says(python: str, wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "needs.txt").write_text(locked(*closure("egov-kit", "testing")), "utf-8")
    run(python, "-m", "venv", "env", cwd=tmp_path)
    inside = str(tmp_path / "env" / "bin" / "python")
    pip = (inside, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "install", "-q", "--require-hashes", "-r", "needs.txt", cwd=tmp_path)
    run(*pip, "install", "-q", "--no-deps", "--no-index", str(wheel), cwd=tmp_path)
    run(*pip, "check", cwd=tmp_path)

    told = run(inside, *write_guide(tmp_path / "module"), cwd=tmp_path / "module")

    assert told.splitlines()[-1].startswith("4 passed")


def run(*command: str, cwd: Path) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_brings_its_pages_and_both_languages(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    for wanted in (r"static/manifest\.json", r"static/egov-\w+\.css", r"/vi/.*/messages\.mo"):
        assert [name for name in names if re.search(wanted, name)], wanted


@pytest.mark.parametrize("part", ["static", "translations/vi/LC_MESSAGES/messages.mo"])
def test_one_that_would_lack_a_part_is_not_made(part: str, tmp_path: Path) -> None:
    leave_out = shutil.ignore_patterns("node_modules", "__pycache__")
    source = shutil.copytree(ROOT / "idp" / "kit", tmp_path / "kit", ignore=leave_out)
    (source / "egov_kit" / part).rename(tmp_path / "taken")

    done = build(source, tmp_path)

    assert done.returncode == 1
    assert "build it first with ./egov test --unit" in done.stderr
    assert not list(tmp_path.glob("*.whl"))

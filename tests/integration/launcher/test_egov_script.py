"""The script ``egov`` makes the Python environment, in a small checkout that needs no network."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from egov_idp.local.layout import ROOT

# A build backend of a few lines: what is tried here is the script, not hatchling.
BACKEND = """
import os, time, zipfile
NAME = os.path.basename(os.getcwd()).replace("-", "_")

def build_editable(folder, config_settings=None, metadata_directory=None):
    if os.path.exists("slow"):
        open("building", "w").close()
        time.sleep(600)
    info = f"{NAME}-1.dist-info"
    with zipfile.ZipFile(os.path.join(folder, f"{NAME}-1-py3-none-any.whl"), "w") as wheel:
        wheel.writestr(f"{NAME}.pth", os.getcwd())
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {NAME}\\nVersion: 1\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return f"{NAME}-1-py3-none-any.whl"
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "{name}"
version = "1"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "platform"
    for project in (root, root / "idp" / "kit"):
        project.mkdir(parents=True)
        (project / "pyproject.toml").write_text(PROJECT.format(name=project.name))
        (project / "backend.py").write_text(BACKEND)
    package = root / "egov_idp" / "cli"
    package.mkdir(parents=True)
    (package / "__main__.py").write_text("import sys; print('ran', *sys.argv[1:])")
    (root / "requirements.lock").write_text("")
    shutil.copy(ROOT / "egov", root)
    return root


def egov(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "egov", *arguments], capture_output=True, text=True, check=False
    )


def test_the_first_call_makes_the_environment_and_the_second_uses_it(checkout: Path) -> None:
    first = egov(checkout, "accounts", "--json")
    second = egov(checkout, "up")

    assert (first.stdout, second.stdout) == ("ran accounts --json\n", "ran up\n")
    assert "Python environment" in first.stderr
    assert second.stderr == ""


def test_help_needs_no_environment(checkout: Path) -> None:
    said = egov(checkout, "--help")

    assert (said.returncode, (checkout / "var").exists()) == (0, False)
    assert "./egov up" in said.stdout


def test_a_changed_lock_makes_a_new_environment(checkout: Path) -> None:
    egov(checkout, "up")
    before = (checkout / "var" / "env").resolve()
    (checkout / "requirements.lock").write_text("# changed\n")

    egov(checkout, "up")

    assert (checkout / "var" / "env").resolve() != before


@pytest.mark.parametrize("command", ["down", "status", "logs"])
def test_what_runs_is_stopped_and_looked_at_with_the_environment_that_is_there(
    checkout: Path, command: str
) -> None:
    egov(checkout, "up")
    before = (checkout / "var" / "env").resolve()
    (checkout / "requirements.lock").write_text("# changed\n")

    said = egov(checkout, command)

    assert (said.stdout, said.stderr) == (f"ran {command}\n", "")
    assert (checkout / "var" / "env").resolve() == before


def test_an_environment_that_lacks_what_the_command_needs_is_made_anew(checkout: Path) -> None:
    egov(checkout, "up")
    before = (checkout / "var" / "env").resolve()
    (checkout / "requirements.lock").write_text("# changed\n")
    (checkout / "egov_idp" / "cli" / "__init__.py").write_text("import a_new_package")

    egov(checkout, "down")

    assert (checkout / "var" / "env").resolve() != before


def test_a_build_that_fails_leaves_the_old_environment_whole(checkout: Path) -> None:
    egov(checkout, "up")
    before = (checkout / "var" / "env").resolve()
    (checkout / "pyproject.toml").write_text("broken")

    failed = egov(checkout, "up")

    assert failed.returncode == 1
    assert "Our own packages: failed" in failed.stderr
    assert (checkout / "var" / "env").resolve() == before


def test_a_build_that_was_killed_is_done_again(checkout: Path) -> None:
    slow = checkout / "idp" / "kit" / "slow"
    slow.touch()
    with subprocess.Popen(
        [checkout / "egov", "up"], stderr=subprocess.DEVNULL, start_new_session=True
    ) as killed:
        give_up = time.monotonic() + 60
        while not (checkout / "idp" / "kit" / "building").exists():
            assert time.monotonic() < give_up
            time.sleep(0.1)
        os.killpg(killed.pid, 9)
    slow.unlink()

    assert egov(checkout, "up").stdout == "ran up\n"


def test_an_old_python_is_told_what_is_needed(checkout: Path) -> None:
    script = (checkout / "egov").read_text()
    (checkout / "egov").write_text(script.replace("(3, 11)", "(4, 0)"))

    assert "egov needs Python" in egov(checkout, "up").stderr

"""The guide's own files, put into an empty folder and tested as a developer does."""

import subprocess
import sys
from pathlib import Path

from tests.integration.testing._guide import write_guide


def test_tests_of_the_guide_pass(tmp_path: Path) -> None:
    command = [sys.executable, *write_guide(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)

    assert done.stdout.splitlines()[-1].startswith("4 passed"), done.stdout + done.stderr

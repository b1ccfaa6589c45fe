"""Who may import whom: the contracts in pyproject.toml."""

import subprocess
import sys

from egov_idp.local.layout import ROOT


def test_the_import_contracts_hold() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "importlinter.cli", "lint", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout

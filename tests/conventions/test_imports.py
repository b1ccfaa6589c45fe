"""Who may import whom: the contracts in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

from egov_idp.local.layout import ROOT


def test_the_import_contracts_hold() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout
    assert "0 broken" in checked.stdout

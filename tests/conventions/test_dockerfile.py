"""What a stage of the Dockerfile runs finds what it needs among the files copied for it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from egov_idp.local.layout import ROOT


def test_keycloaks_stage_has_every_module_that_prepares_it(tmp_path: Path) -> None:
    stage = (ROOT / "Dockerfile").read_text(encoding="utf-8").split(" AS keycloak\n")[1]
    lines = stage.split("\nFROM ")[0].replace("\\\n", " ").splitlines()
    copies = [line.split()[1:] for line in lines if line.startswith("COPY ")]
    for *sources, folder in copies:
        for source in sources:
            _copy(ROOT / source, tmp_path / folder)
    (program,) = re.findall(r"python3 -m (\S+)", stage)

    # Without site packages, as Debian's own Python is there.
    command = [sys.executable, "-S", "-c", f"import {program}"]
    subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": "idp"}, check=True)


def _copy(source: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, folder, dirs_exist_ok=True)
    else:
        shutil.copy(source, folder)

"""A technician who types what a page says, in a folder of their own beside the checkout."""

import re
import signal
import subprocess
import time
from pathlib import Path

from egov_idp.local.layout import ROOT

from tests.support._launcher import PATIENCE, Place

_BACKUP = re.compile(r"\S+/\S+\.tar\.gz")
_NO_TESTS_WITHIN_TESTS = " --collect-only -q -p no:cacheprovider"
_ONE_BENCHMARK = " k1_access_token"  # the others start servers and take minutes
_SCREEN = "Stop everything: Ctrl-C."


class Typist:
    """Runs lines in a shell in ``folder``, where ``./egov`` is the checkout's."""

    def __init__(self, folder: Path, place: Place) -> None:
        self._folder = folder
        self._environment = {**place.environment, "PYTEST_ADDOPTS": "", "COLUMNS": "200"}
        (folder / "egov").symlink_to(ROOT / "egov")

    def type(self, line: str) -> str:
        """Do it and answer what was said; fails unless the exit code is 0."""
        if line.startswith("./egov up") and "--detach" not in line:
            return self._until_ctrl_c(line, _SCREEN)
        if line.endswith(("--follow", "-f")):
            return self._until_ctrl_c(line, "\n")
        if line.startswith("./egov test"):
            line += _NO_TESTS_WITHIN_TESTS
        if line == "./egov bench":
            line += _ONE_BENCHMARK
        line = _BACKUP.sub("backup.tar.gz", line)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", line],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"$ {line}\n{done.stdout[-4000:]}"
        return done.stdout

    def _until_ctrl_c(self, line: str, sign: str) -> str:
        said = self._folder / "said"
        with said.open("w") as output:
            running = subprocess.Popen(
                line.split(), cwd=self._folder, env=self._environment, stdout=output, stderr=output
            )
        try:
            while sign not in said.read_text():
                assert running.poll() is None, f"$ {line}\n{said.read_text()[-4000:]}"
                time.sleep(0.2)
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(PATIENCE)
        return said.read_text()

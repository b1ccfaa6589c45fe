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
        self._serving: subprocess.Popen[bytes] | None = None
        (folder / "egov").symlink_to(ROOT / "egov")

    def type(self, line: str) -> str:
        """Do it and answer what was said; fails unless the exit code is 0."""
        if line.startswith("./egov up") and "--detach" not in line:
            self._serving, said = self._begin(line, _SCREEN)
            return said
        if line.endswith(("--follow", "-f")):
            running, said = self._begin(line, "\n")
            running.send_signal(signal.SIGINT)
            running.wait(PATIENCE)
            return said
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
        if line == "./egov down" and self._serving:
            assert self._serving.wait(PATIENCE) == 0
            self._serving = None
        return done.stdout

    def _begin(self, line: str, sign: str) -> tuple[subprocess.Popen[bytes], str]:
        """What does not return by itself, in another window, once it has said ``sign``."""
        said = self._folder / "said"
        with said.open("w") as output:
            running = subprocess.Popen(
                line.split(), cwd=self._folder, env=self._environment, stdout=output, stderr=output
            )
        while sign not in said.read_text():
            assert running.poll() is None, f"$ {line}\n{said.read_text()[-4000:]}"
            time.sleep(0.2)
        return running, said.read_text()

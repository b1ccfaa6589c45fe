"""``./egov`` as a technician calls it, for a platform with a folder and ports of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from egov_idp.local.layout import ROOT, Layout, Ports
from egov_idp.local.ports import is_free

PATIENCE = 300
EGOV = (sys.executable, "-m", "egov_idp.cli")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A folder and ports for a platform."""

    var: Path
    ports: Ports

    @property
    def layout(self) -> Layout:
        return Layout(var=self.var, ports=self.ports)

    @property
    def environment(self) -> Mapping[str, str]:
        named = {
            f"EGOV_PORT_{name.upper()}": str(port) for name, port in asdict(self.ports).items()
        }
        return {**os.environ, "EGOV_VAR": str(self.var), **named}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command that returns by itself."""
        return subprocess.run(
            [*EGOV, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def up(self, *options: str) -> subprocess.Popen[str]:
        with (self.var / "output").open("w", encoding="utf-8") as output:
            return subprocess.Popen(
                [*EGOV, "up", *options],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=output,
                text=True,
            )

    @property
    def output(self) -> str:
        return (self.var / "output").read_text(encoding="utf-8")

    def wait_up(self, running: subprocess.Popen[str]) -> None:
        give_up = time.monotonic() + PATIENCE
        while "Stop everything: Ctrl-C." not in self.output:
            assert running.poll() is None, self.output[-3000:]
            assert time.monotonic() < give_up, self.output[-3000:]
            time.sleep(0.2)

    @property
    def taken(self) -> dict[str, int]:
        return {name: port for name, port in asdict(self.ports).items() if not is_free(port)}

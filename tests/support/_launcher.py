"""``./egov`` as a technician calls it, for a platform with a folder and ports of its own."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from egov_idp.local import choices
from egov_idp.local.choices import Choices
from egov_idp.local.layout import ROOT, Layout, Ports
from egov_idp.local.ports import is_free

from tests.support._ports import free_ports
from tests.support._tenants import TENANTS

PATIENCE = 300
EGOV = (sys.executable, "-m", "egov_idp.cli")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A folder and ports for a platform; ``source`` is the checkout that it runs."""

    var: Path
    ports: Ports
    source: Path = ROOT

    @property
    def layout(self) -> Layout:
        return Layout(var=self.var, ports=self.ports)

    @property
    def environment(self) -> Mapping[str, str]:
        named = {
            f"EGOV_PORT_{name.upper()}": str(port) for name, port in asdict(self.ports).items()
        }
        folders = (self.source / name for name in ("idp", "idp/kit", "ldap", "shell", "apps"))
        path = os.pathsep.join(map(str, folders))
        cache = os.environ.get("EGOV_CACHE", str(self.layout.cache))
        ours = {"EGOV_VAR": str(self.var), "EGOV_CACHE": cache, "PYTHONPATH": path}
        return {**os.environ, **ours, **named}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command that returns by itself."""
        return subprocess.run(
            [*EGOV, *arguments],
            cwd=self.source,
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
                cwd=self.source,
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


def copied_source(target: Path) -> Path:
    """A checkout of a test's own, whose files it may change."""
    apart = shutil.ignore_patterns("var", ".git", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, target, symlinks=True, ignore=apart)
    return target


def new_place(var: Path) -> Place:
    """A place of its own for a platform of the tests' tenants."""
    place = Place(var=var, ports=free_ports())
    choices.write(place.layout, Choices(tenants=TENANTS))
    return place

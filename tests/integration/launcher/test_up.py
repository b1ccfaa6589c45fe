"""``./egov up`` as a technician runs it, on ports and in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from egov_idp.local.layout import ROOT, Ports
from egov_idp.local.ports import is_free

from tests.support._ports import free_ports

PATIENCE = 300
COMMAND = (sys.executable, "-m", "egov_idp.cli", "up")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A folder and ports for a platform."""

    var: Path
    ports: Ports

    @property
    def environment(self) -> Mapping[str, str]:
        named = {
            f"EGOV_PORT_{name.upper()}": str(port) for name, port in asdict(self.ports).items()
        }
        return {**os.environ, "EGOV_VAR": str(self.var), **named}

    def up(self) -> subprocess.Popen[str]:
        with (self.var / "output").open("w", encoding="utf-8") as output:
            return subprocess.Popen(
                COMMAND, cwd=ROOT, env=self.environment, stdout=output, stderr=output, text=True
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


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(var=tmp_path_factory.mktemp("up"), ports=free_ports())


@pytest.fixture(scope="module")
def running(place: Place) -> Iterator[subprocess.Popen[str]]:
    with place.up() as process:
        place.wait_up(process)
        yield process
        process.kill()


def test_it_prints_addresses_and_one_account_of_each_kind(
    running: subprocess.Popen[str], place: Place
) -> None:
    said = place.output

    assert f"http://danang.localhost:{place.ports.web}/" in said
    for kind in ("officer", "leader", "clerk", "admin", "no-module"):
        assert kind in said


def test_a_second_one_beside_it_says_so_and_does_nothing(
    running: subprocess.Popen[str], place: Place
) -> None:
    second = subprocess.run(
        COMMAND, cwd=ROOT, env=place.environment, capture_output=True, text=True, check=False
    )

    assert "running already" in second.stdout
    assert second.returncode == 0


def test_ctrl_c_stops_everything_it_started(running: subprocess.Popen[str], place: Place) -> None:
    running.send_signal(signal.SIGINT)

    assert running.wait(60) == 0
    assert place.taken == {}


def test_the_next_start_continues_and_a_kill_9_ends_all_within_5_s(place: Place) -> None:
    with place.up() as process:
        place.wait_up(process)

        process.kill()
        give_up = time.monotonic() + 5
        while place.taken and time.monotonic() < give_up:
            time.sleep(0.05)

    assert place.taken == {}


def test_a_taken_port_is_named_before_anything_is_started(tmp_path: Path) -> None:
    place = Place(var=tmp_path, ports=free_ports())
    with socket.socket() as other:
        other.bind(("127.0.0.1", place.ports.keycloak))
        other.listen()

        refused = subprocess.run(
            COMMAND, cwd=ROOT, env=place.environment, capture_output=True, text=True, check=False
        )

    assert refused.returncode == 1
    assert f"Port {place.ports.keycloak}" in refused.stderr
    assert "EGOV_PORT_KEYCLOAK" in refused.stderr
    assert not (tmp_path / "ldap").exists()

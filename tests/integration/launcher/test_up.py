"""``./egov up`` as a technician runs it, on ports and in a folder of its own."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support._launcher import Place, new_place


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
    second = place.run("up")

    assert "running already" in second.stdout
    assert second.returncode == 0


def test_ctrl_c_stops_everything_it_started(running: subprocess.Popen[str], place: Place) -> None:
    running.send_signal(signal.SIGINT)

    assert running.wait(60) == 0
    assert place.taken == {}


def test_a_taken_port_is_named_before_anything_is_started(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", place.ports.keycloak))
        other.listen()

        refused = place.run("up")

    assert refused.returncode == 1
    assert f"Port {place.ports.keycloak}" in refused.stderr
    assert "EGOV_PORT_KEYCLOAK" in refused.stderr
    assert not (tmp_path / "ldap").exists()


def test_an_unknown_tenant_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    place = new_place(tmp_path)

    refused = place.run("up", "--tenants", "danang,atlantis")

    assert refused.returncode == 1
    assert "No tenant is named atlantis" in refused.stderr
    assert "quang-nam" in refused.stderr

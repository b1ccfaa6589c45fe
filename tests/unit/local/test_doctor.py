"""What the doctor says of a machine; whatever is wrong names its fix."""

import os
import socket
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from egov_idp.local import doctor, packages, platform, records
from egov_idp.local.doctor import machine, network, serving
from egov_idp.local.layout import Layout
from egov_idp.local.packages import Need
from egov_idp.local.platform import Platform
from egov_idp.local.records import SupervisorRecord

from tests.support.layout import free_ports

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
BEFORE = NOW - timedelta(days=1)


@pytest.fixture
def described(tmp_path: Path) -> Platform:
    return platform.describe(Layout(var=tmp_path, ports=free_ports()))


def test_a_missing_program_names_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    absent = Need(packages=("slapd",), is_there=lambda: False)
    monkeypatch.setattr(packages, "TO_RUN", (absent,))

    found = machine.programs()

    assert found.state == "failed"
    assert found.fix == "sudo apt-get update && sudo apt-get install -y slapd"


@pytest.mark.parametrize(("said", "state"), [("11.0.20", "failed"), ("21.0.1", "ok")])
def test_an_old_java_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, state: str
) -> None:
    java = tmp_path / "java"
    java.write_text(f"""#!/bin/sh\necho 'openjdk version "{said}" 2023-07-18' >&2\n""")
    java.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    assert machine.java().state == state


@pytest.mark.parametrize(
    ("kib", "runs", "state"), [(900_000, False, "failed"), (900_000, True, "ok")]
)
def test_starting_takes_more_memory_than_going_on(
    tmp_path: Path, kib: int, runs: bool, state: str
) -> None:
    source = tmp_path / "meminfo"
    source.write_text(f"MemTotal: 8000000 kB\nMemAvailable:   {kib} kB\n")

    assert machine.memory(runs=runs, source=source).state == state


def test_a_full_disk_fails_also_before_the_folder_is_made(tmp_path: Path) -> None:
    found = machine.disk(tmp_path / "not" / "yet", free=lambda folder: 10 * machine.MIB)

    assert (found.state, "EGOV_VAR" in (found.fix or "")) == ("failed", True)


def test_a_clock_behind_the_checkout_fails() -> None:
    assert machine.clock(now=BEFORE, written=NOW, kernel=0).state == "failed"


def test_a_clock_that_nothing_keeps_right_is_a_warning() -> None:
    assert machine.clock(now=NOW, written=BEFORE, kernel=5).state == "warning"


def test_a_clock_that_is_kept_right_is_ok() -> None:
    assert machine.clock(now=NOW, written=BEFORE, kernel=0).state == "ok"


def test_two_services_on_one_port_are_both_named() -> None:
    found = network.ports_agree({"web": 8080, "keycloak": 8080})

    assert found.found == "EGOV_PORT_WEB and EGOV_PORT_KEYCLOAK are the same"


def test_a_taken_port_names_its_holder_and_its_setting() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = network.ports_are_free({"ldap": other.getsockname()[1]})[-1]

    assert (taken.state, "(pid " in taken.found) == ("failed", True)
    assert "EGOV_PORT_LDAP=" in (taken.fix or "")


def test_a_port_that_nobody_serves_fails_while_the_platform_runs() -> None:
    assert {found.state for found in network.ports_are_served(asdict(free_ports()))} == {"failed"}


def test_what_the_modules_are_told_is_what_they_read(described: Platform) -> None:
    platform.publish(described)

    assert platform.published(described) == platform.told(described)


def test_an_issuer_that_does_not_answer_fails(described: Platform) -> None:
    assert {found.state for found in serving.issuers(described, described.realms)} == {"failed"}


def test_a_directory_without_a_known_password_fails(described: Platform) -> None:
    found = serving.directory(described, described.realms)[0]

    assert (found.state, "no password at" in found.found) == ("failed", True)


def test_a_directory_that_does_not_answer_fails(described: Platform) -> None:
    described.secrets.password("danang/ldap/keycloak")

    found = serving.directory(described, described.realms)[0]

    assert found.state == "failed"
    assert "./egov logs slapd" in (found.fix or "")


def test_servers_are_not_asked_before_they_run(described: Platform) -> None:
    found = {each.check: each for each in doctor.examine(described.layout)}

    assert (found["directory"].state, found["issuer"].state) == ("skipped", "skipped")


def test_nothing_is_called_wrong_while_the_platform_starts(described: Platform) -> None:
    started = records.started(os.getpid())
    record = SupervisorRecord(pid=os.getpid(), started=started, phase="starting", since=NOW)
    records.write_supervisor(described.layout.run, record)

    found = {each.check: each.state for each in doctor.examine(described.layout)}

    assert found["ports"] == "skipped"


def test_whatever_is_wrong_names_its_fix(described: Platform) -> None:
    wrong = [
        *serving.issuers(described, described.realms),
        *serving.directory(described, described.realms),
    ]
    wrong += network.ports_are_served(described.layout.taken_ports)

    assert [each for each in wrong if not each.fix] == []

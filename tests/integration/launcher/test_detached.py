"""A platform in the background: started, looked at, killed, stopped by commands."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from egov_idp.local import platform, records, status
from egov_idp.local.platform import describe
from egov_idp.people.accounts import accounts
from egov_idp.policy.day import today

from tests.support._launcher import PATIENCE, Place, new_place

Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def started(place: Place) -> Iterator[Done]:
    done = place.run("up", "--detach")
    yield done
    place.run("down")


def until(true: Callable[[], object], within: float = PATIENCE) -> None:
    give_up = time.monotonic() + within
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def test_it_returns_when_everything_serves(started: Done, place: Place) -> None:
    assert started.returncode == 0, started.stdout + started.stderr
    assert status.look(place.layout).state == "ready"
    assert f"http://danang.localhost:{place.ports.web}/" in started.stdout


def test_its_log_holds_what_was_done_and_no_password(started: Done, place: Place) -> None:
    log = (place.layout.logs / "egov.log").read_text(encoding="utf-8")

    described = describe(place.layout)
    people = accounts(described.secrets, described.settings.tenants, on=today())
    assert "✓ keycloak on" in log
    assert [each.username for each in people if each.password in log] == []


def test_a_second_one_says_so_and_does_nothing(started: Done, place: Place) -> None:
    second = place.run("up", "--detach")

    assert (second.returncode, "running already" in second.stdout) == (0, True)


def test_status_tells_each_process_its_pid_its_port_and_since_when_it_serves(
    started: Done, place: Place
) -> None:
    said = place.run("status", "--json")

    found = {each["name"]: each for each in json.loads(said.stdout)["processes"]}
    assert said.returncode == 0
    assert tuple(found) == platform.processes(place.layout)
    assert found["slapd"]["port"] == place.ports.ldap
    for name in platform.servers(place.layout):
        assert found[name]["state"] == "ready"
        assert found[name]["ready_since"]
        os.kill(found[name]["pid"], 0)


def test_the_other_provinces_follow_in_the_background(started: Done, place: Place) -> None:
    until(lambda: "done" in [each.state for each in status.look(place.layout).processes])

    said = json.loads(place.run("status", "--json").stdout)["tenants"]
    assert [(each["name"], each["state"]) for each in said] == [
        ("danang", "ready"),
        ("quang-nam", "ready"),
    ]
    assert said[0]["ready_since"] < said[1]["ready_since"]
    log = (place.layout.logs / "egov.log").read_text(encoding="utf-8")
    assert "provinces: 2 of 2 ready (quang-nam," in log


def test_status_is_a_table_for_people(started: Done, place: Place) -> None:
    said = place.run("status").stdout

    assert "The platform is ready" in said
    assert [name for name in platform.processes(place.layout) if name not in said] == []


def test_logs_shows_the_last_lines_of_one_process(started: Done, place: Place) -> None:
    said = place.run("logs", "keycloak", "--lines", "1").stdout

    written = (place.layout.logs / "keycloak.log").read_text(encoding="utf-8").splitlines()
    assert said.splitlines() == written[-1:]


def test_logs_of_an_unknown_name_lists_the_known_ones(started: Done, place: Place) -> None:
    said = place.run("logs", "atlantis")

    assert said.returncode == 1
    assert "egov, internal, keycloak, mail, people, provinces, slapd, web" in said.stderr


def test_doctor_finds_directory_and_issuers_answering(started: Done, place: Place) -> None:
    said = place.run("doctor", "--json")

    states = {each["check"]: each["state"] for each in json.loads(said.stdout)["checks"]}
    assert (said.returncode, "failed" in states.values()) == (0, False), said.stdout
    assert states["directory of danang, account keycloak"] == "ok"
    assert states["issuer of quang-nam"] == "ok"


def test_doctor_fails_with_the_file_to_restore_when_a_password_is_not_the_directorys(
    started: Done, place: Place
) -> None:
    password = place.layout.secrets / "danang" / "ldap" / "writer"
    kept = password.read_text(encoding="utf-8")
    password.write_text("another", encoding="utf-8")

    said = place.run("doctor")

    password.write_text(kept, encoding="utf-8")
    assert said.returncode == 1
    assert f"Restore {password}" in said.stdout


def test_a_killed_process_is_shown_until_it_serves_again(started: Done, place: Place) -> None:
    before = next(p for p in status.look(place.layout).processes if p.name == "internal")
    assert before.pid

    os.kill(before.pid, signal.SIGKILL)
    until(lambda: status.look(place.layout).state == "partly ready")
    until(lambda: status.look(place.layout).state == "ready")

    after = next(p for p in status.look(place.layout).processes if p.name == "internal")
    assert after.pid != before.pid


def test_its_log_tells_when_a_process_was_killed(started: Done, place: Place) -> None:
    said = place.run("logs", "egov").stdout

    assert re.search(r"^\d{4}-\d\d-\d\d [\d:]{8} internal: killed by signal 9", said, re.MULTILINE)


def test_a_kill_9_of_the_supervisor_ends_all_within_5_s(started: Done, place: Place) -> None:
    supervisor = records.find_supervisor(place.layout.run)
    assert supervisor

    os.kill(supervisor.pid, signal.SIGKILL)

    until(lambda: place.taken == {}, within=5)
    assert place.run("status").returncode == status.IN_PART


def test_the_next_start_continues_and_down_ends_it_halfway(started: Done, place: Place) -> None:
    with place.up("--detach") as process:
        until(lambda: status.look(place.layout).processes[0].state == "ready")

        down = place.run("down")

        assert down.returncode == 0, down.stderr
        assert process.wait(PATIENCE) == 130
    assert place.taken == {}
    assert "stopped" in place.output


def test_down_says_so_when_nothing_runs(tmp_path: Path) -> None:
    said = new_place(tmp_path).run("down")

    assert (said.returncode, "is not running" in said.stdout) == (0, True)

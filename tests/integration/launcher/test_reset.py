"""``./egov reset``: what people did is gone, accounts and addresses are as before."""

import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from egov_idp.local import records, status
from egov_idp.local.layout import ROOT
from egov_idp.people.load import password_ref
from egov_ldap import Directory

from tests.support._launcher import EGOV, Place, new_place


def directory_of(place: Place) -> Directory:
    secret = place.layout.secrets / password_ref("danang", "ldap", "writer")
    return Directory(
        url=f"ldap://127.0.0.1:{place.ports.ldap}",
        tenant="danang",
        account="writer",
        password=secret.read_text(encoding="utf-8").strip(),
    )


@pytest.fixture(scope="module")
def started(place: Place) -> Iterator[Place]:
    done = place.run("up", "--detach")
    assert done.returncode == 0, done.stdout + done.stderr
    yield place
    place.run("down")


def test_what_ran_in_the_background_is_back_to_the_seed_and_serves_again(started: Place) -> None:
    before = records.find_supervisor(started.layout.run)
    accounts = started.run("accounts").stdout
    directory = directory_of(started)
    person = directory.list_people(status="active")[0]
    directory.set_status(person.staff_id, "locked")
    directory.close()

    done = started.run("reset", "--yes")

    after = records.find_supervisor(started.layout.run)
    back = directory.get_person(person.staff_id).status
    directory.close()
    assert done.returncode == 0, done.stdout + done.stderr
    assert before
    assert after
    assert before.pid != after.pid
    assert status.look(started.layout).tenants[0].state == "ready"
    assert back == "active"
    assert started.run("accounts").stdout == accounts


def test_without_a_terminal_and_without_yes_it_is_refused(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    (data := place.layout.databases).mkdir()

    refused = place.run("reset")

    assert (refused.returncode, data.exists()) == (1, True)
    assert "./egov reset --yes" in refused.stderr


def test_on_a_terminal_it_asks_and_no_leaves_everything(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    (data := place.layout.databases).mkdir()
    here, there = pty.openpty()
    os.write(here, b"n\n")

    asked = subprocess.run(
        [*EGOV, "reset"], stdin=there, capture_output=True, env=place.environment, cwd=ROOT
    )

    assert b"Go on? [y/N]" in asked.stdout
    assert (asked.returncode, data.exists()) == (1, True)
    os.close(here)
    os.close(there)


def test_what_does_not_run_is_wiped_and_told_how_to_start(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    (data := place.layout.databases).mkdir()

    done = place.run("reset", "--yes")

    assert (done.returncode, data.exists()) == (0, False)
    assert "./egov up" in done.stdout

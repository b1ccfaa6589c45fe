"""Before people's real work nobody may sign in with the password that the seed gave them."""

from dataclasses import replace
from pathlib import Path

import pytest
from egov_idp.local import platform
from egov_idp.local.doctor import production
from egov_idp.local.doctor.finding import Finding
from egov_idp.people.load import password_ref
from egov_ldap.passwords import signs_in

from tests.support.directory import RunningDirectory


def look(directory: RunningDirectory) -> Finding:
    described = platform.describe(directory.layout)
    quang_nam = {"quang-nam": described.realms["quang-nam"]}
    return production.first_passwords(replace(described, realms=quang_nam))


def password_file(directory: RunningDirectory, username: str) -> Path:
    return directory.layout.secrets / password_ref("quang-nam", "people", username)


@pytest.mark.parametrize(("kept", "taken"), [(True, True), (False, False)])
def test_a_password_is_tried_at_the_directory(
    directory: RunningDirectory, kept: bool, taken: bool
) -> None:
    person = directory.person("danang", "annv")
    password = (directory.layout.secrets / "danang" / "people" / "annv").read_text().strip()

    said = signs_in(directory.url, "danang", person.staff_id, password if kept else "another")

    assert said is taken


def test_everybody_who_may_sign_in_with_it_is_counted(directory: RunningDirectory) -> None:
    active = len(directory.open("quang-nam").list_people(status="active"))

    found = look(directory)

    assert (found.state, f"quang-nam {active}" in found.found) == ("failed", True)
    assert "./egov person" in (found.fix or "")


def test_who_is_locked_or_has_another_password_is_not(own_directory: RunningDirectory) -> None:
    quang_nam = own_directory.open("quang-nam")
    first, *others = quang_nam.list_people(status="active")
    password_file(own_directory, first.username).write_text("what is in the directory is another")
    for each in others:
        quang_nam.set_status(each.staff_id, "locked")

    assert look(own_directory).state == "ok"


def test_a_directory_that_does_not_answer_is_a_failure(own_directory: RunningDirectory) -> None:
    with own_directory.hanging():
        found = look(own_directory)

    assert (found.state, "does not answer" in found.found) == ("failed", True)

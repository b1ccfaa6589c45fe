"""The core journey in containers, with processes that die on the way."""

import json
import re
import shlex

import pytest
from egov_idp.local.layout import ROOT
from playwright.sync_api import expect

from tests.compose.conftest import Stack
from tests.support.pages import Desk

pytestmark = pytest.mark.compose

GUIDE = ROOT / "docs" / "how-to" / "run-in-containers.md"

MORTAL = ("people", "onestop", "portal", "slapd", "database", "keycloak", "edge")

CHOSEN = "Cua-rieng.Minh-2026"

READ_OTHERS = """
import sys
from egov_kit.database import engine_for
from egov_kit.settings import Settings
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from egov_idp.containers.place import describe_here

settings = describe_here().settings
with engine_for(settings, "danang", "kit_onestop").connect() as connection:
    connection.execute(text("SELECT count(*) FROM kit_session"))
    try:
        connection.execute(text('SELECT count(*) FROM "kit_portal".kit_session'))
    except ProgrammingError as error:
        sys.stdout.write(type(error.orig).__name__)
"""


def test_one_sign_in_records_a_dossier_and_one_sign_out_ends_everything(desk: Desk) -> None:
    tab = desk.tab().open("portal").sign_in("annv")
    tab.shown_by_sign_in.clear()
    tab.open_tile("onestop")
    code = tab.record_dossier()
    assert tab.listed(code)
    assert tab.shown_by_sign_in == []

    tab.open("portal").sign_out()
    tab.open("onestop", "/ho-so")

    expect(tab.sign_in_form).to_be_visible()


@pytest.mark.parametrize("service", MORTAL)
def test_what_is_killed_comes_back_and_the_session_goes_on(
    stack: Stack, desk: Desk, service: str
) -> None:
    tab = desk.tab().open("portal").sign_in("annv")
    tab.shown_by_sign_in.clear()
    started = stack.inspect(service, "{{.State.StartedAt}}")

    stack.kill(service)
    stack.wait_until_back(service, started)

    tab.open("portal").open_tile("onestop")
    assert tab.listed(tab.record_dossier())
    assert tab.shown_by_sign_in == []


def test_a_person_added_by_command_signs_in_and_opens_the_module(stack: Stack, desk: Desk) -> None:
    person = ("--env", "EGOV_OPERATOR=lan", "people", "egov", "person")
    told = json.loads(stack.exec(*person, "add", "Mạc Đĩnh Chi", "--json"))
    stack.exec(*person, "post", "add", "chimd", "--unit", "H17.08", "--title", "counter-officer")

    tab = desk.tab().open("portal")
    tab.page.fill("input[name=username]", "chimd")
    tab.page.fill("input[name=password]", told["one_time_password"])
    tab.page.click("#kc-login")
    for field in ("password-new", "password-confirm"):
        tab.page.fill(f"input[name={field}]", CHOSEN)
    tab.page.locator("form [type=submit]").last.click()
    tab.page.wait_for_url(desk.address("portal"))

    assert tab.tiles == ["onestop"]
    history = json.loads(stack.exec(*person, "show", "chimd", "--json"))["history"]
    assert {each["actor"] for each in history} == {"os:egov (claimed: lan)"}


def test_command_for_one_machine_says_in_a_container_what_to_type_instead(stack: Stack) -> None:
    with pytest.raises(AssertionError, match=r"containers/backup\.sh FOLDER"):
        stack.exec("people", "egov", "backup", "/tmp/backup.tar.gz")  # noqa: S108 - in its container


def test_a_module_holds_its_own_keys_alone(stack: Stack) -> None:
    held = stack.exec("onestop", "find", "/var/lib/egov/secrets", "-type", "f", "-printf", "%P\n")

    assert sorted(held.split()) == [
        "danang/clients/onestop.jwk",
        "pgpass",
        "quang-nam/clients/onestop.jwk",
        "web/onestop",
    ]


def test_a_module_reads_no_rows_of_another(stack: Stack) -> None:
    refused = stack.exec("onestop", "python", "-c", READ_OTHERS)

    assert refused == "InsufficientPrivilege"


def test_the_commands_of_the_guide_do_their_work(stack: Stack) -> None:
    named = re.findall(r"`docker compose ((?:exec|ps|run) [^`]+)`", GUIDE.read_text("utf-8"))
    blocks = re.findall(r"^docker compose (run .+)$", GUIDE.read_text("utf-8"), re.MULTILINE)

    for line in (*named, *blocks):
        command, *rest = shlex.split(line)
        stack.compose(command, *(() if command == "ps" else ("--no-TTY",)), *rest)

    assert len(named) > 3
    assert blocks


def test_a_second_up_leaves_what_runs_alone(stack: Stack, desk: Desk) -> None:
    tab = desk.tab().open("portal").sign_in("annv")
    before = [stack.inspect(each, "{{.Id}} {{.State.StartedAt}}") for each in MORTAL]

    stack.up()

    assert [stack.inspect(each, "{{.Id}} {{.State.StartedAt}}") for each in MORTAL] == before
    assert tab.open("portal").tiles == ["onestop"]

"""The account that tries sign-in: in where it may, locked otherwise, and nobody to everybody."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from egov_idp.api.directories import Provinces
from egov_idp.api.settings import PeopleSettings
from egov_idp.api.watch import Watch
from egov_idp.local import people, slapd
from egov_idp.local.platform import Platform
from egov_idp.local.sign_in_check import check_sign_in
from egov_idp.people.client import PeopleApi
from egov_idp.people.errors import OperatorRefused
from egov_idp.people.probing import LONGEST, open_account
from egov_idp.realms.clients import PROBE_URL
from egov_ldap import tree
from egov_ldap.directory import PROBE

from tests.support._browser import Browser
from tests.support.keycloak import RunningKeycloak

TENANT = "danang"


@pytest.fixture
def api(platform: Platform) -> Iterator[PeopleApi]:
    """The people API, by whose word the account is opened; locked before and after."""
    asked = PeopleApi(socket=people.socket(platform.layout), tenant=TENANT)
    asked.post("/probe/close")
    yield asked
    asked.post("/probe/close")


def status(keycloak: RunningKeycloak) -> str:
    probe = keycloak.directory.open(TENANT).find_probe()
    assert probe
    return probe.status


def sessions(keycloak: RunningKeycloak) -> int:
    admin = keycloak.admin(TENANT)
    (found,) = admin.get_users({"username": PROBE, "exact": True})
    return len(admin.get_sessions(found["id"]))


def test_it_signs_in_and_is_locked_without_a_session_afterwards(
    platform: Platform, api: PeopleApi, keycloak: RunningKeycloak
) -> None:
    check_sign_in(platform, TENANT)

    assert status(keycloak) == "locked"
    assert api.post("/probe/open")  # Keycloak shows a locked person to nobody
    assert sessions(keycloak) == 0


def test_its_code_is_sent_to_an_address_that_nobody_can_have(
    api: PeopleApi, keycloak: RunningKeycloak
) -> None:
    probe = keycloak.client(TENANT, "probe")
    said = api.post("/probe/open")
    with Browser() as browser:
        page = browser.sign_in(
            browser.get(probe.authorization_url(redirect_uri=f"{PROBE_URL}/oidc/callback")),
            said["username"],
            said["password"],
        )

    assert page.url.startswith("https://probe.invalid/oidc/callback?")


def test_it_opens_no_other_module(api: PeopleApi, keycloak: RunningKeycloak) -> None:
    said = api.post("/probe/open")

    with Browser() as browser:
        page = browser.get(keycloak.client(TENANT, "onestop").authorization_url())
        page = browser.sign_in(page, said["username"], said["password"])

    assert page.status == 403


def test_nobody_else_signs_in_to_the_probe(api: PeopleApi, keycloak: RunningKeycloak) -> None:
    probe = keycloak.client(TENANT, "probe")

    with Browser() as browser:
        page = browser.get(probe.authorization_url(redirect_uri=f"{PROBE_URL}/oidc/callback"))
        page = browser.sign_in(page, "annv", keycloak.password(TENANT, "annv"))

    assert page.status == 403


def test_each_opening_has_a_password_of_its_own_that_is_kept_hashed(
    api: PeopleApi, keycloak: RunningKeycloak
) -> None:
    first, second = api.post("/probe/open"), api.post("/probe/open")

    dn = tree.person(TENANT, second["staff_id"])
    with keycloak.directory.local_admin() as admin:
        admin.search(dn, "(objectClass=*)", "BASE", attributes=["userPassword"])
        (stored,) = admin.entries[0].userPassword.raw_values
    assert first["password"] != second["password"]
    assert stored.startswith(b"{ARGON2}")


def test_its_password_stands_in_no_log_journal_or_database(
    api: PeopleApi, keycloak: RunningKeycloak
) -> None:
    password = str(api.post("/probe/open")["password"]).encode()
    layout = keycloak.layout

    folders = (layout.logs, layout.run, layout.realms, layout.databases, layout.secrets)
    files = [path for each in folders for path in each.rglob("*") if path.is_file()]
    assert len(files) > 10
    assert [path for path in files if password in path.read_bytes()] == []


def test_it_is_no_colleague(api: PeopleApi, keycloak: RunningKeycloak) -> None:
    before = api.get("/people")["count"]
    said = api.post("/probe/open")
    directory = keycloak.directory.open(TENANT)

    assert api.get("/people")["count"] == before
    assert api.get("/people", text="probe")["people"] == []
    assert directory.find_person_by_uid(PROBE) is None
    assert said["staff_id"] not in {str(each.staff_id) for each in directory.list_people()}


@pytest.mark.parametrize("command", ["lock", "restore", "one-time-password", "leave"])
def test_no_command_about_people_reaches_it(api: PeopleApi, command: str) -> None:
    api.post("/probe/open")

    with pytest.raises(OperatorRefused, match="Nobody has the user name"):
        api.post(f"/people/{PROBE}/{command}", **({"reason": "x"} if command == "lock" else {}))


def test_nobody_can_be_given_its_name(api: PeopleApi) -> None:
    with pytest.raises(OperatorRefused, match="is no user name"):
        api.post("/people", name="Lê Dò", username=PROBE)


def test_it_holds_one_grant_whatever_was_written_before(
    api: PeopleApi, keycloak: RunningKeycloak
) -> None:
    said = api.post("/probe/open")
    with keycloak.directory.local_admin() as admin:
        more = {"egovModule": [("MODIFY_ADD", ["onestop"])]}
        admin.modify(tree.person(TENANT, said["staff_id"]), more)

    api.post("/probe/open")

    probe = keycloak.directory.open(TENANT).find_probe()
    assert probe
    assert (probe.modules, [str(each) for each in probe.grants]) == (
        ("probe",),
        ["probe.sign-in@H17"],
    )


KILLED = """
import os, signal, sys
from pathlib import Path
from egov_idp.people.client import PeopleApi
PeopleApi(socket=Path(sys.argv[1]), tenant=sys.argv[2]).post("/probe/open")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def left_open(platform: Platform, api: PeopleApi, keycloak: RunningKeycloak) -> None:
    """Whoever opened it was killed before they could lock it."""
    socket = str(people.socket(platform.layout))
    done = subprocess.run([sys.executable, "-c", KILLED, socket, TENANT], check=False)
    assert (done.returncode, status(keycloak)) == (-9, "active")


def test_the_next_check_locks_what_a_killed_one_left_open(
    left_open: None, platform: Platform, keycloak: RunningKeycloak
) -> None:
    check_sign_in(platform, TENANT)

    assert status(keycloak) == "locked"


@pytest.fixture
def provinces(platform: Platform) -> Iterator[Provinces]:
    """What a people API that is started now knows."""
    settings = platform.settings.model_dump()
    opened = Provinces(PeopleSettings(**settings, ldap_url=slapd.url(platform.layout)))
    yield opened
    opened.close()


def test_a_people_service_that_starts_locks_what_was_left_open(
    left_open: None, provinces: Provinces, keycloak: RunningKeycloak
) -> None:
    Watch(provinces).look()

    assert status(keycloak) == "locked"


def test_it_is_locked_a_minute_after_it_was_opened_whatever_happens(
    api: PeopleApi, provinces: Provinces, keycloak: RunningKeycloak
) -> None:
    now = [datetime.now(UTC)]
    watch = Watch(provinces, now=lambda: now[0])
    watch.look()
    open_account(provinces.of(TENANT), "tester", now=lambda: now[0])
    found = []

    for passed in (LONGEST - timedelta(seconds=1), timedelta(seconds=1)):
        now[0] += passed
        watch.look()
        found.append(status(keycloak))

    assert found == ["active", "locked"]

"""``./egov realm new``: one more province is set up while the others serve."""

import json
import re
import shlex

import pytest
from egov_idp.local import records
from egov_idp.local.layout import ROOT

from tests.support._browser import Browser
from tests.support._commands import typed
from tests.support._launcher import Place

GUIDE = ROOT / "docs" / "how-to" / "add-a-province.md"
DECLARE, *OTHERS = (line for line in typed(GUIDE) if " retire " not in line)


@pytest.fixture(scope="module")
def place(own_source: Place) -> Place:
    return own_source


def processes(place: Place) -> dict[str, int | None]:
    """The servers; what sets up provinces runs once for each."""
    found = records.list_all(place.layout.run)
    return {each.name: each.pid for each in found if each.name != "provinces"}


def do(place: Place, line: str) -> str:
    """What a line of the guide says; it must do its work."""
    done = place.run(*shlex.split(line)[1:])
    assert done.returncode == 0, f"$ {line}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def declared(place: Place) -> dict[str, int | None]:
    """The processes before Phú Yên was declared."""
    before = processes(place)
    assert f"http://phu-yen.localhost:{place.ports.web}/" in do(place, DECLARE)
    return before


def test_no_process_was_started_anew(declared: dict[str, int | None], place: Place) -> None:
    assert processes(place) == declared


def test_the_administrator_of_the_guide_signs_in_at_its_portal(
    declared: dict[str, int | None], place: Place
) -> None:
    said = "".join(do(place, line) for line in OTHERS)
    password = re.search(r"One-time password.* (\S+)$", said, re.MULTILINE)
    assert password, said

    with Browser(stop_at=()) as browser:
        page = browser.get(f"http://phu-yen.localhost:{place.ports.web}/")
        page = browser.sign_in(page, "chanhlv", password[1])

    assert page.asks_for("password-new")


def test_it_is_one_of_the_platforms_tenants_from_now_on(
    declared: dict[str, int | None], place: Place
) -> None:
    found = json.loads(place.run("status", "--json").stdout)

    assert [(each["name"], each["state"]) for each in found["tenants"]] == [
        ("danang", "ready"),
        ("phu-yen", "ready"),
    ]


def test_what_is_there_already_is_refused(declared: dict[str, int | None], place: Place) -> None:
    done = place.run(*shlex.split(DECLARE)[1:])

    assert done.returncode == 1
    assert "is there already. Nothing was written." in done.stderr


@pytest.fixture(scope="module")
def sign_in_page(declared: dict[str, int | None], place: Place) -> str:
    """Where the portal sends whoever wants to sign in."""
    with Browser(stop_at=()) as browser:
        page = browser.get(f"http://phu-yen.localhost:{place.ports.web}/")
        assert page.asks_for("password")
    return page.url


@pytest.fixture(scope="module")
def closed(sign_in_page: str, place: Place) -> None:
    do(place, "./egov realm retire phu-yen")


def test_nobody_signs_in_to_a_closed_province(
    closed: None, sign_in_page: str, place: Place
) -> None:
    with Browser(stop_at=()) as browser:
        portal = browser.get(f"http://phu-yen.localhost:{place.ports.web}/")
        sign_in = browser.get(sign_in_page)

    assert (portal.status, sign_in.asks_for("password")) == (410, False)


def test_a_closed_province_is_read_and_not_changed(closed: None, place: Place) -> None:
    listed = place.run("person", "list", "--tenant", "phu-yen", "--json")
    added = place.run("person", "add", "Lê Thành Phương", "--tenant", "phu-yen")

    assert (listed.returncode, added.returncode) == (0, 1)
    assert "phu-yen is closed" in added.stderr


def test_the_others_serve_while_one_is_closed(closed: None, place: Place) -> None:
    with Browser(stop_at=()) as browser:
        page = browser.get(f"http://danang.localhost:{place.ports.web}/")

    assert page.asks_for("password")


def test_one_that_is_open_again_lets_people_sign_in(closed: None, place: Place) -> None:
    do(place, "./egov realm retire phu-yen --reopen")

    with Browser(stop_at=()) as browser:
        page = browser.get(f"http://phu-yen.localhost:{place.ports.web}/")

    assert page.asks_for("password")
    assert "retired" not in (place.source / "realms" / "phu-yen.yaml").read_text("utf-8")

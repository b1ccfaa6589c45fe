"""What stands between a platform and people's real work, each with its fix."""

import json
import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from egov_idp.cli import app
from egov_idp.local import choices, doctor, platform
from egov_idp.local.choices import Choices
from egov_idp.local.doctor import production
from egov_idp.local.layout import Front, Hosts, Layout
from egov_idp.local.platform import Platform
from egov_idp.mail.server import MailServer
from typer.testing import CliRunner

from tests.support._ports import free_ports

HTTPS = Choices(tenants=("danang",), domain="egov.example.vn", tls=True)
ANYWHERE = "0.0.0.0"  # noqa: S104 - what is found


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(var=tmp_path, ports=free_ports())


def described(layout: Layout, chosen: Choices = HTTPS) -> Platform:
    choices.write(layout, chosen)
    return platform.describe(layout)


def test_plain_http_is_refused_with_the_command_that_ends_it(layout: Layout) -> None:
    found = production.https(described(layout, Choices()))

    assert (found.state, "./egov up --tls" in (found.fix or "")) == ("failed", True)


def test_https_is_well(layout: Layout) -> None:
    assert production.https(described(layout)).state == "ok"


def test_our_own_authority_is_a_warning_and_the_provinces_is_well(layout: Layout) -> None:
    own = production.authority(described(layout))
    front = Front(certificate=Path("c.pem"), key=Path("k.pem"))
    given = production.authority(described(replace(layout, front=front)))

    assert [each.state for each in (*own, *given)] == ["warning", "ok"]


def test_embedded_databases_are_refused_both(layout: Layout) -> None:
    found = production.databases(described(layout))

    assert [each.state for each in found] == ["failed", "failed"]
    assert [each.found for each in found] == ["SQLite files", "Keycloak's embedded H2"]


def test_a_database_server_is_well(layout: Layout) -> None:
    here = described(replace(layout, hosts=Hosts(database="database")))
    url = "postgresql+psycopg://egov@database/{tenant}"
    settings = here.settings.model_copy(update={"database_url": url})

    assert [each.state for each in production.databases(replace(here, settings=settings))] == ["ok"]


@pytest.mark.parametrize(
    "wide", ["secrets", "secrets/danang/x", "keycloak", "db/danang", "tls/a/k.key"]
)
def test_what_other_users_can_open_is_named(layout: Layout, wide: str) -> None:
    path = layout.var / wide
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o640)

    found = production.privacy(layout)

    assert found.state == "failed"
    assert str(path) in (found.fix or "")


def test_a_closed_folder_closes_what_lies_in_it(layout: Layout) -> None:
    (layout.databases / "danang").mkdir(parents=True)
    (layout.databases / "danang").chmod(0o700)
    (layout.databases / "danang" / "onestop.sqlite").touch(mode=0o644)

    assert production.privacy(layout).state == "ok"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize(("owner", "state"), [(0, "failed"), (1000, "ok")])
def test_root_is_refused(layout: Layout, owner: int, state: str) -> None:
    os.chown(layout.var, owner, owner)

    assert production.owner(layout.var).state == state


@pytest.mark.parametrize(("address", "state"), [(ANYWHERE, "failed"), ("127.0.0.1", "ok")])
def test_a_directory_that_other_machines_reach_is_refused(
    layout: Layout, address: str, state: str
) -> None:
    with socket.socket() as server:
        server.bind((address, layout.ports.ldap))
        server.listen()
        found = production.listening(layout)

    assert found.state == state
    assert state == "ok" or "ldap" in found.found


def test_ipv6_counts_too(layout: Layout) -> None:
    with socket.create_server(("::", layout.ports.people), family=socket.AF_INET6):
        assert production.listening(layout).state == "failed"


def test_portal_and_sign_in_may_be_reached(layout: Layout) -> None:
    with socket.create_server((ANYWHERE, layout.ports.web)):
        assert production.listening(layout).state == "ok"


def test_facts_that_nobody_verified_are_a_warning(layout: Layout) -> None:
    found = production.facts(described(layout))

    assert (found.state, "danang" in found.found) == ("warning", True)


def test_what_only_a_running_platform_shows_is_not_well_before(layout: Layout) -> None:
    described(layout)

    found = {each.check: each for each in doctor.examine_for_production(layout)}

    for check in ("listening", "seed passwords", "administrators of Keycloak"):
        assert (found[check].state, found[check].fix) == ("skipped", "./egov up --detach")


def test_whatever_is_not_well_names_its_fix(layout: Layout) -> None:
    found = doctor.examine_for_production(layout)

    assert [each for each in found if each.state != "ok" and not each.fix] == []


def test_the_command_refuses_what_is_not_well(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EGOV_VAR", str(layout.var))

    said = CliRunner().invoke(app, ["doctor", "--production", "--json"])

    states = {each["check"]: each["state"] for each in json.loads(said.stdout)["checks"]}
    assert (said.exit_code, json.loads(said.stdout)["ok"]) == (1, False)
    assert states["https"] == states["databases of the modules"] == "failed"


def test_mail_that_reaches_nobody_is_refused(layout: Layout) -> None:
    server = MailServer(
        host="mail.example.vn", port=465, security="tls", sender="no-reply@example.vn"
    )

    assert production.mail(layout).state == "failed"
    assert production.mail(replace(layout, smtp=server)).state == "ok"

"""What the doctor says of the certificate; whatever is wrong names its fix."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from egov_idp.local import authority, choices, platform
from egov_idp.local.choices import Choices
from egov_idp.local.doctor import certificate
from egov_idp.local.layout import Front, Layout
from egov_idp.local.platform import Platform
from egov_kit.simulator import Loopback, Reply

from tests.support._ports import free_ports

DOMAIN = "egov.example.vn"
HTTPS = Choices(tenants=("danang",), domain=DOMAIN, tls=True)


def described(folder: Path, front: Front | None = None, *, web: int | None = None) -> Platform:
    ports = free_ports() if web is None else replace(free_ports(), web=web)
    layout = Layout(var=folder, ports=ports, front=front or Front())
    choices.write(layout, HTTPS)
    return platform.describe(layout)


def made(folder: Path, *, ago: int = 0) -> Platform:
    found = described(folder)
    names, then = found.entrance.names(["danang"]), datetime.now(UTC) - timedelta(days=ago)
    authority.provide(folder / "tls" / DOMAIN, DOMAIN, names, now=then)
    return found


def test_over_plain_http_there_is_none(tmp_path: Path) -> None:
    found = certificate.in_files(platform.describe(Layout(var=tmp_path)))

    assert (found.state, "plain http" in found.found) == ("ok", True)


def test_before_the_first_start_there_is_none_yet(tmp_path: Path) -> None:
    assert certificate.in_files(described(tmp_path)).state == "skipped"


def test_a_new_one_of_ours_is_ok_and_tells_its_days(tmp_path: Path) -> None:
    found = certificate.in_files(made(tmp_path))

    assert (found.state, "396 days left" in found.found) == ("ok", True)


@pytest.mark.parametrize(("ago", "state"), [(366, "ok"), (368, "warning"), (398, "failed")])
def test_few_days_are_a_warning_and_none_a_failure_that_a_start_mends(
    tmp_path: Path, ago: int, state: str
) -> None:
    found = certificate.in_files(made(tmp_path, ago=ago))

    assert found.state == state
    assert found.fix is None or "./egov down" in found.fix


def test_the_end_of_our_authority_is_told_with_what_it_means(tmp_path: Path) -> None:
    almost = made(tmp_path, ago=3640)
    authority.provide(tmp_path / "tls" / DOMAIN, DOMAIN, [f"sso.{DOMAIN}"], now=datetime.now(UTC))
    names = almost.entrance.names(["danang"])
    authority.provide(tmp_path / "tls" / DOMAIN, DOMAIN, names, now=datetime.now(UTC))

    found = certificate.in_files(almost)

    assert (found.state, "trusted everywhere" in (found.fix or "")) == ("warning", True)


def test_a_province_that_joined_without_a_start_fails(tmp_path: Path) -> None:
    made(tmp_path)
    layout = Layout(var=tmp_path)
    choices.write(layout, replace(HTTPS, tenants=("danang", "quang-nam")))

    found = certificate.in_files(platform.describe(layout))

    assert (found.state, "quang-nam" in found.found) == ("failed", True)


def test_a_key_that_others_may_read_fails(tmp_path: Path) -> None:
    ours = made(tmp_path)
    key = tmp_path / "tls" / DOMAIN / "server.key"
    key.chmod(0o640)

    assert certificate.in_files(ours).fix == f"chmod 600 {key}"


def test_the_provinces_own_names_the_page_to_read(tmp_path: Path) -> None:
    front = Front(certificate=tmp_path / "own.crt", key=tmp_path / "own.key")

    found = certificate.in_files(described(tmp_path, front))

    assert (found.state, "No such file" in found.found) == ("failed", True)
    assert "put-it-behind-tls.md" in (found.fix or "")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Loopback]:
    made(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    folder = tmp_path / "tls" / DOMAIN
    tls.load_cert_chain(folder / "server.crt", folder / "server.key")
    running = Loopback(lambda call: Reply(), tls)
    yield running
    running.close()


def test_servers_that_show_the_one_in_the_files_are_ok(tmp_path: Path, server: Loopback) -> None:
    web, keycloak = certificate.in_service(described(tmp_path, web=server.port))

    assert (web.state, keycloak.state) == ("ok", "failed")


def test_servers_that_still_show_the_old_one_need_a_restart(
    tmp_path: Path, server: Loopback
) -> None:
    (tmp_path / "tls" / DOMAIN / "server.crt").unlink()
    made(tmp_path)

    web, _ = certificate.in_service(described(tmp_path, web=server.port))

    assert (web.state, "./egov down" in (web.fix or "")) == ("warning", True)

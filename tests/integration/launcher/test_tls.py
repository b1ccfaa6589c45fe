"""``./egov up --tls --domain NAME`` as docs/how-to/put-it-behind-tls.md tells a technician.

Chromium trusts nothing but what the page tells it to trust.
"""

import json
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from egov_idp.local import certificates, platform
from egov_idp.local.layout import ROOT
from egov_idp.probe.browser import Browser as Visit
from egov_idp.probe.errors import SignInBroken
from egov_idp.realms import seal
from egov_idp.secrets import SecretStore
from playwright.sync_api import Browser, Error, Playwright

from tests.support._launcher import Place, new_place
from tests.support.chromium import launched
from tests.support.pages import Desk

DOMAIN = "egov.example.vn"
PAGE = (ROOT / "docs/how-to/put-it-behind-tls.md").read_text(encoding="utf-8")
BLOCKS = [
    re.sub(r"(?m)^   ", "", each) for each in re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)
]
LINES = [line for block in BLOCKS for line in block.strip().splitlines()]
NAMES_LEAD_HERE = f"--host-resolver-rules=MAP *.{DOMAIN} 127.0.0.1"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return new_place(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def started(place: Place) -> Iterator[str]:
    """What the page's first command says; the platform runs until the last test is over."""
    _, *arguments = LINES[0].split()
    done = place.run(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    yield done.stdout
    place.run("down")


@pytest.fixture(scope="module")
def authority(started: str, place: Place) -> Path:
    return place.var / "tls" / DOMAIN / "ca.crt"


@pytest.fixture(scope="module")
def checkout(authority: Path, place: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the page's paths lead to this platform; also somebody's home."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "var").symlink_to(place.var)
    return folder


def follow(line: str, checkout: Path) -> str:
    """Run a line of the page."""
    done = subprocess.run(
        ["sh", "-c", line],
        cwd=checkout,
        env={"HOME": str(checkout), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def lines_with(*words: str) -> list[str]:
    return [line for line in LINES if line.startswith(words)]


@pytest.fixture(scope="module")
def trusting(checkout: Path, playwright: Playwright) -> Iterator[Browser]:
    """A Chromium whose person did what the page says."""
    for line in lines_with("mkdir", "certutil"):
        follow(line, checkout)
    with launched(playwright, NAMES_LEAD_HERE, home=checkout) as browser:
        yield browser


@pytest.fixture
def desk(trusting: Browser, place: Place) -> Iterator[Desk]:
    context = trusting.new_context(locale="vi-VN")
    context.set_default_timeout(15_000)
    yield Desk(context=context, platform=platform.describe(place.layout), tenant="danang")
    context.close()


def test_it_prints_addresses_names_for_hosts_files_and_the_authority(
    started: str, place: Place, authority: Path
) -> None:
    lines = started.splitlines()
    assert f"https://danang.{DOMAIN}:{place.ports.web}/" in started
    assert f"127.0.0.1 sso.{DOMAIN} danang.{DOMAIN} onestop.danang.{DOMAIN}" in started
    assert f"  {authority}" in lines
    assert f"  SHA-256 {certificates.fingerprint(authority)}" in lines


def test_the_fingerprint_that_the_page_shows_is_the_printed_one(
    started: str, checkout: Path
) -> None:
    (line,) = lines_with("openssl x509")

    assert follow(line, checkout).strip().partition("=")[2] in started


def test_a_key_of_another_form_is_changed_as_the_page_says(checkout: Path) -> None:
    follow("openssl genrsa -traditional -out old.key 2048 2>/dev/null", checkout)
    (line,) = lines_with("openssl pkcs8")

    follow(line, checkout)

    assert "BEGIN PRIVATE KEY" in (checkout / "egov.key").read_text(encoding="ascii")


def test_a_person_signs_in_opens_a_module_and_signs_out_of_both(desk: Desk) -> None:
    tab = desk.tab().open("portal").sign_in("annv").open_tile("onestop")
    assert tab.page.url.startswith(f"https://onestop.danang.{DOMAIN}:")

    desk.tab().open("portal").sign_out()
    tab.open("onestop", "/ho-so")

    assert tab.sign_in_form.is_visible()


def test_every_cookie_is_for_https_alone(desk: Desk) -> None:
    desk.tab().open("portal").sign_in("annv")

    cookies = desk.context.cookies()
    assert {"__Host-egov", "KEYCLOAK_IDENTITY"} <= {cookie["name"] for cookie in cookies}
    assert [cookie["name"] for cookie in cookies if not cookie["secure"]] == []


@pytest.mark.parametrize("server", ["portal", "sign-in"])
def test_browsers_are_told_to_come_by_https_alone(desk: Desk, server: str) -> None:
    address = desk.address("portal", "/accessibility") if server == "portal" else desk.issuer
    answer = desk.context.new_page().goto(address)

    assert answer
    assert "max-age=" in answer.headers["strict-transport-security"]


def test_a_browser_that_was_not_told_to_trust_it_refuses(
    started: str, desk: Desk, playwright: Playwright, tmp_path: Path
) -> None:
    told_nothing = launched(playwright, NAMES_LEAD_HERE, home=tmp_path)
    with told_nothing as stranger, pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        stranger.new_page().goto(desk.address("portal"))


@pytest.mark.parametrize("server", ["web", "keycloak"])
def test_no_connection_is_shared_between_sign_in_and_portal(
    started: str, place: Place, authority: Path, server: str
) -> None:
    asks = ssl.create_default_context(cafile=authority)
    asks.set_alpn_protocols(["h2", "http/1.1"])
    plain = socket.create_connection(("127.0.0.1", getattr(place.ports, server)), 10)
    with plain, asks.wrap_socket(plain, server_hostname=f"sso.{DOMAIN}") as secured:
        assert secured.selected_alpn_protocol() != "h2"


@pytest.mark.parametrize("server", ["web", "keycloak"])
def test_plain_http_gets_no_page(started: str, place: Place, server: str) -> None:
    with socket.create_connection(("127.0.0.1", getattr(place.ports, server)), 10) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: danang.{DOMAIN}\r\n\r\n".encode())

        assert b"HTTP/1" not in connection.recv(1000)


def asked(place: Place, authority: Path, path: str, **headers: str) -> int:
    """What the sign-in server answers to exactly that path."""
    trusting = ssl.create_default_context(cafile=authority)
    plain = socket.create_connection(("127.0.0.1", place.ports.keycloak), 10)
    with plain, trusting.wrap_socket(plain, server_hostname=f"sso.{DOMAIN}") as secured:
        host = f"sso.{DOMAIN}:{place.ports.keycloak}"
        sent = {"Host": host, "Connection": "close", **headers}
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
        secured.sendall("\r\n".join([*lines, "", ""]).encode())
        return int(secured.recv(1000).split()[1])


ADMINISTRATION = ("/admin/realms/danang/users", "/realms/master/protocol/openid-connect/certs")


@pytest.mark.parametrize(
    "path",
    [
        *ADMINISTRATION,
        *("/", "/admin", "/admin/", "/admin/serverinfo", "/admin/master/console/", "/metrics"),
        *("/%61dmin/realms", "/realms/m%61ster", "/admin;a=b/realms", "/realms/master;a=b"),
        *("//admin/realms", "/realms//master", "/realms/danang/../master"),
        *("/realms/danang/../../admin/realms", "/realms/danang/%2e%2e/master"),
        *("/resources/..%2Fadmin/realms", "/realms/danang%2F..%2Fmaster"),
    ],
)
def test_nobody_reaches_the_administration_without_the_platforms_key(
    started: str, place: Place, authority: Path, path: str
) -> None:
    wrong = {"Egov-Seal": "x", "X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"}

    assert asked(place, authority, path) in (400, 404)
    assert asked(place, authority, path, **wrong) in (400, 404)


@pytest.mark.parametrize(("path", "answer"), [*zip(ADMINISTRATION, (401, 200), strict=True)])
def test_the_platforms_own_processes_do(
    started: str, place: Place, authority: Path, path: str, answer: int
) -> None:
    assert asked(place, authority, path) == 404
    shown = seal.headers(SecretStore(place.layout.secrets))
    assert asked(place, authority, path, **shown) == answer


def test_commands_about_people_and_realms_work(started: str, place: Place) -> None:
    added = place.run("person", "add", "Mạc Thị Bưởi")
    assert (added.returncode, "One-time password" in added.stdout) == (0, True), added.stderr

    planned = place.run("realm", "plan", "danang")
    assert planned.returncode == 0, planned.stdout + planned.stderr


def test_the_doctor_finds_certificate_and_issuers_well(started: str, place: Place) -> None:
    said = place.run("doctor", "--json")

    states = {each["check"]: each["state"] for each in json.loads(said.stdout)["checks"]}
    assert said.returncode == 0, said.stdout
    for check in ("certificate", "certificate of web", "certificate of keycloak"):
        assert states[check] == "ok"
    assert states["issuer of danang"] == states["issuer of quang-nam"] == "ok"


def test_the_production_list_refuses_embedded_databases_and_seed_passwords(
    started: str, place: Place
) -> None:
    said = place.run("doctor", "--production", "--json")

    found = {each["check"]: each["state"] for each in json.loads(said.stdout)["checks"]}
    refused = {check for check, state in found.items() if state == "failed"}
    assert said.returncode == 1
    assert refused - {"account"} == {
        "databases of the modules", "database of sign-in", "mail", "seed passwords",
    }  # fmt: skip
    for check in ("https", "certificate", "listening", "privacy of files"):
        assert found[check] == "ok"
    assert found["administrators of Keycloak"] == "ok"


def test_later_commands_know_the_addresses_without_being_told(started: str, place: Place) -> None:
    found = json.loads(place.run("accounts", "--json").stdout)

    assert found[0]["portal_url"] == f"https://danang.{DOMAIN}:{place.ports.web}/"


def test_the_platform_signs_in_by_itself_over_tls(started: str, place: Place) -> None:
    done = place.run("realm", "apply", "--ring", "danang")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "danang: people sign in" in done.stdout


def test_its_own_sign_in_trusts_no_other_authority(started: str, place: Place) -> None:
    settings = platform.describe(place.layout).settings
    strict = settings.model_copy(update={"ca_file": None})

    with Visit(strict, "danang") as visit, pytest.raises(SignInBroken, match="no answer"):
        visit.get(settings.tenants["danang"].issuer)

"""Names and ports of the addresses that people see, and where the public servers listen."""

from pathlib import Path

import pytest
from egov_idp.errors import SettingsInvalid
from egov_idp.local import choices
from egov_idp.local.choices import Choices
from egov_idp.local.entrance import Entrance
from egov_idp.local.errors import DomainRefused, ListeningRefused
from egov_idp.local.layout import Front, Layout, Ports
from egov_idp.local.platform import describe, hosts
from egov_idp.settings import LauncherSettings

ANYWHERE = "0.0.0.0"  # noqa: S104 - what is refused
HTTPS = Choices(tenants=("danang", "quang-nam"), domain="egov.example.vn", tls=True)


def entrance(folder: Path, chosen: Choices = HTTPS, **front: object) -> Entrance:
    return Entrance.of(Layout(var=folder, front=Front(**front)), chosen)  # type: ignore[arg-type]


def test_without_a_choice_addresses_are_plain_http_on_localhost(tmp_path: Path) -> None:
    found = entrance(tmp_path, Choices())

    assert found.sign_in == "http://sso.localhost:8080"
    assert (found.scheme, found.portal_host("danang")) == ("http", "danang.localhost:8000")


def test_with_tls_they_are_https_below_the_domain(tmp_path: Path) -> None:
    found = entrance(tmp_path)

    assert found.sign_in == "https://sso.egov.example.vn:8080"
    assert found.portal_host("danang") == "danang.egov.example.vn:8000"


def test_the_usual_port_is_left_out(tmp_path: Path) -> None:
    layout = Layout(var=tmp_path, ports=Ports(web=443))

    found = Entrance.of(layout, HTTPS)

    assert found.portal_host("danang") == "danang.egov.example.vn"


def test_behind_something_else_addresses_have_its_port(tmp_path: Path) -> None:
    found = entrance(tmp_path, public_port=443)

    assert found.sign_in == "https://sso.egov.example.vn"
    assert found.portal_host("danang") == "danang.egov.example.vn"


def test_a_certificate_must_be_for_sign_in_portals_and_modules(tmp_path: Path) -> None:
    assert entrance(tmp_path).names(["danang"]) == [
        "sso.egov.example.vn",
        "danang.egov.example.vn",
        "*.danang.egov.example.vn",
    ]


def test_the_certificate_of_the_settings_goes_before_our_own(tmp_path: Path) -> None:
    found = entrance(tmp_path, certificate=tmp_path / "c.pem", key=tmp_path / "k.pem")

    assert found.certificate
    assert (found.own, found.certificate.authority) == (False, None)


@pytest.mark.parametrize("address", [ANYWHERE, "10.0.0.5"])
def test_other_machines_are_not_served_over_plain_http(tmp_path: Path, address: str) -> None:
    with pytest.raises(ListeningRefused, match=f"EGOV_LISTEN={address}"):
        entrance(tmp_path, Choices(), listen=address)


@pytest.mark.parametrize(
    ("listen", "here"),
    [(ANYWHERE, "127.0.0.1"), ("10.0.0.5", "10.0.0.5"), ("127.0.0.1", "127.0.0.1")],
)
def test_our_own_programs_go_where_it_listens(tmp_path: Path, listen: str, here: str) -> None:
    assert entrance(tmp_path, listen=listen).here == here


def test_the_modules_are_told_addresses_authority_and_production(tmp_path: Path) -> None:
    layout = Layout(var=tmp_path)
    choices.write(layout, HTTPS)

    settings = describe(layout).settings

    assert settings.module_url("danang", "onestop") == "https://onestop.danang.egov.example.vn:8000"
    assert settings.tenants["danang"].issuer == "https://sso.egov.example.vn:8080/realms/danang"
    assert settings.ca_file == tmp_path / "tls" / "egov.example.vn" / "ca.crt"
    assert (settings.environment, settings.connect_to) == ("production", "127.0.0.1:8080")


def test_every_host_is_covered_by_the_names_of_the_certificate(tmp_path: Path) -> None:
    layout = Layout(var=tmp_path)
    choices.write(layout, HTTPS)
    described = describe(layout)

    names = described.entrance.names(described.realms)

    covered = [h for h in hosts(described) if h in names or f"*.{h.partition('.')[2]}" in names]
    assert hosts(described) == covered
    assert {"sso.egov.example.vn", "onestop.quang-nam.egov.example.vn"} < set(covered)


def test_tls_needs_a_domain() -> None:
    with pytest.raises(DomainRefused, match="--tls --domain"):
        Choices().with_addresses(tls=True, domain=None)


@pytest.mark.parametrize("tls", [None, False])
def test_a_domain_without_tls_is_refused_with_the_reason(tls: bool | None) -> None:
    with pytest.raises(DomainRefused, match="cookies"):
        Choices().with_addresses(tls=tls, domain="egov.example.vn")


def test_what_was_chosen_stays_until_no_tls() -> None:
    assert HTTPS.with_addresses(tls=None, domain=None) == HTTPS
    assert HTTPS.with_addresses(tls=None, domain="other.vn").domain == "other.vn"
    assert HTTPS.with_addresses(tls=False, domain=None) == Choices(tenants=HTTPS.tenants)


@pytest.mark.parametrize(
    "name",
    ["", "localhost", "vn", "10.0.0.5", "egov", "-a.vn", "a-.vn", "a..vn", "a.vn.", "a_b.vn",
     "đànẵng.vn", "a b.vn", "a.vn\n", "*.vn", "https://a.vn", "a.vn:443", f"{'a' * 64}.vn",
     ".".join(["a" * 60] * 3) + ".vn"],
)  # fmt: skip
def test_what_is_no_domain_name_is_refused(name: str) -> None:
    with pytest.raises(DomainRefused):
        Choices().with_addresses(tls=True, domain=name)


@pytest.mark.parametrize("name", ["egov.vn", "xn--nng-8na.vn", "a.b-c.d1.vn", "egov.localhost"])
def test_domain_names_are_taken(name: str) -> None:
    assert Choices().with_addresses(tls=True, domain=name.upper()).domain == name


def test_settings_name_certificate_and_key_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGOV_TLS_CERTIFICATE", "/etc/egov.pem")

    with pytest.raises(SettingsInvalid, match=r"EGOV_TLS_KEY: .*set together"):
        LauncherSettings()


def test_settings_reach_the_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"LISTEN": "10.0.0.5", "PUBLIC_PORT": "443"}.items():
        monkeypatch.setenv(f"EGOV_{name}", value)

    assert LauncherSettings().layout().front == Front(listen="10.0.0.5", public_port=443)

"""From the settings to what a realm says about mail."""

from pathlib import Path
from typing import Any

import pytest
from egov_idp.errors import SecretMissing, SettingsInvalid
from egov_idp.local import mail as local
from egov_idp.local.layout import Layout
from egov_idp.local.platform import processes
from egov_idp.mail.server import MailServer
from egov_idp.realms import load
from egov_idp.realms.mail import mail
from egov_idp.secrets import SecretStore
from egov_idp.settings import LauncherSettings

SERVER = {"EGOV_SMTP_HOST": "mail.example.vn", "EGOV_SMTP_FROM": "no-reply@{tenant}.example.vn"}


@pytest.fixture
def store(tmp_path: Path) -> SecretStore:
    return SecretStore(tmp_path / "secrets")


def layout_with(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Layout:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return LauncherSettings().layout()


def server_with(monkeypatch: pytest.MonkeyPatch, **settings: str) -> MailServer:
    return local.server(layout_with(monkeypatch, **settings))


def said(server: MailServer, store: SecretStore) -> dict[str, Any]:
    found: dict[str, Any] = mail(load("danang"), server, store)["smtpServer"]
    return found


def test_without_a_server_mail_goes_to_the_sink(
    monkeypatch: pytest.MonkeyPatch, store: SecretStore
) -> None:
    server = said(server_with(monkeypatch, EGOV_PORT_MAIL="9025"), store)

    assert (server["host"], server["port"], server["auth"]) == ("127.0.0.1", "9025", "false")
    assert server["from"] == "khong-tra-loi@danang.localhost"


def test_with_a_server_no_sink_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "mail" in processes(Layout())
    with_server = layout_with(monkeypatch, **SERVER)

    assert "mail" not in processes(with_server)
    assert "mail" not in with_server.taken_ports


def test_mail_comes_in_the_name_of_the_province(
    monkeypatch: pytest.MonkeyPatch, store: SecretStore
) -> None:
    server = said(server_with(monkeypatch, **SERVER), store)

    assert (server["host"], server["from"]) == ("mail.example.vn", "no-reply@danang.example.vn")
    assert server["fromDisplayName"] == "Thành phố Đà Nẵng"


@pytest.mark.parametrize(
    ("security", "port", "ssl", "starttls"),
    [
        ("tls", "465", "true", "false"),
        ("starttls", "587", "false", "true"),
        ("none", "25", "false", "false"),
    ],
)
def test_the_port_goes_with_the_security(
    monkeypatch: pytest.MonkeyPatch,
    store: SecretStore,
    security: str,
    port: str,
    ssl: str,
    starttls: str,
) -> None:
    server = said(server_with(monkeypatch, **SERVER, EGOV_SMTP_SECURITY=security), store)

    assert (server["port"], server["ssl"], server["starttls"]) == (port, ssl, starttls)


def test_another_port_may_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert server_with(monkeypatch, **SERVER, EGOV_SMTP_PORT="2525").port == 2525


def test_the_password_comes_from_the_secret_store(
    monkeypatch: pytest.MonkeyPatch, store: SecretStore
) -> None:
    store.root.joinpath("smtp").mkdir(parents=True)
    (store.root / "smtp/password").write_text("of the mail server\n", encoding="utf-8")

    server = said(server_with(monkeypatch, **SERVER, EGOV_SMTP_USER="egov"), store)

    assert (server["auth"], server["user"]) == ("true", "egov")
    assert server["password"] == "of the mail server"


def test_a_missing_password_is_said_with_where_to_put_it(
    monkeypatch: pytest.MonkeyPatch, store: SecretStore
) -> None:
    with pytest.raises(SecretMissing, match="secrets/smtp/password"):
        said(server_with(monkeypatch, **SERVER, EGOV_SMTP_USER="egov"), store)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"EGOV_SMTP_HOST": "mail.example.vn"}, "EGOV_SMTP_FROM"),
        (SERVER | {"EGOV_SMTP_SECURITY": "ssl"}, "EGOV_SMTP_SECURITY"),
        (SERVER | {"EGOV_SMTP_SECURITY": "none", "EGOV_SMTP_USER": "egov"}, "in the clear"),
    ],
)
def test_wrong_settings_are_named(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsInvalid, match=named):
        layout_with(monkeypatch, **wrong)

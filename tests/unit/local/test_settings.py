"""What the launcher hands to the processes it starts."""

from pathlib import Path

import pytest
from egov_idp.cli import app
from egov_idp.errors import SettingsInvalid
from egov_idp.local.errors import NotInContainer
from egov_idp.local.layout import ROOT, Layout
from egov_idp.local.platform import describe, publish
from egov_idp.settings import LauncherSettings, process_environment
from egov_kit.settings import Settings

from tests.support._ports import free_ports


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    described = describe(Layout(var=tmp_path, ports=free_ports()))
    publish(described)
    return described.settings


def test_a_child_process_reads_the_settings_it_was_given(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in process_environment(settings).items():
        monkeypatch.setenv(name, value)

    assert Settings() == settings


def test_a_setting_of_the_launchers_own_environment_reaches_no_child(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EGOV_PORT_WEB", "9100")

    assert "EGOV_PORT_WEB" not in process_environment(settings)


def test_a_wrong_value_is_told_with_the_name_of_its_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EGOV_PORT_WEB", "abc")

    with pytest.raises(SettingsInvalid, match="EGOV_PORT_WEB: Input should be a valid integer"):
        LauncherSettings()


def test_a_relative_folder_is_one_of_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGOV_VAR", "elsewhere")

    assert LauncherSettings().layout().var == ROOT / "elsewhere"


@pytest.mark.parametrize(
    "command",
    [
        ["up"],
        ["down"],
        ["backup", "file"],
        ["restore", "file"],
        ["realm", "new", "phu-yen"],
        ["realm", "retire", "danang"],
        ["realm", "apply", "--ring"],
        ["realm", "drift", "adopt", "danang", "3f9a-77b02e"],
    ],
)
def test_what_runs_one_machine_is_refused_in_a_container(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EGOV_IN_CONTAINER", "true")

    with pytest.raises(NotInContainer, match=r"docker compose|containers/"):
        app(command, standalone_mode=False)


@pytest.mark.parametrize(
    ("command", "named"),
    [
        (["realm", "emergency", "list"], "realm emergency"),
        (["realm", "drift", "ignore", "danang", "3f9a-77b02e"], "realm drift ignore"),
    ],
)
def test_what_declares_into_the_source_is_not_there_in_a_container(
    command: list[str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EGOV_IN_CONTAINER", "true")

    with pytest.raises(NotInContainer, match=rf"{named} .* nothing takes its place"):
        app(command, standalone_mode=False)


def test_the_portals_address_follows_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGOV_PORT_WEB", "9100")
    described = describe(LauncherSettings().layout())

    assert described.settings.tenants["danang"].host == "danang.localhost:9100"

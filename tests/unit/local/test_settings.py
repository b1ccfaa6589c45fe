"""What the launcher hands to the processes it starts."""

from pathlib import Path

import pytest
from egov_idp.local.layout import ROOT, Layout
from egov_idp.local.platform import describe
from egov_idp.settings import LauncherSettings, process_environment
from egov_kit.settings import Settings

from tests.support._ports import free_ports


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return describe(Layout(var=tmp_path, ports=free_ports())).settings


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


def test_a_relative_folder_is_one_of_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGOV_VAR", "elsewhere")

    assert LauncherSettings().layout().var == ROOT / "elsewhere"


def test_the_portals_address_follows_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGOV_PORT_WEB", "9100")
    described = describe(LauncherSettings().layout())

    assert described.settings.tenants["danang"].host == "danang.localhost:9100"

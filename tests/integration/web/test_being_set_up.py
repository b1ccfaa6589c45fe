"""A province that does not serve yet says so, and serves without a restart once it is ready."""

from pathlib import Path

import pytest
from egov_kit.host import Host
from egov_kit.settings import Settings
from egov_kit.simulator import Simulator

from tests.support.web import Browser


@pytest.fixture
def web_settings(web_settings: Settings, tmp_path: Path) -> Settings:
    ready = tmp_path / "ready"
    ready.mkdir()
    (ready / "quang-nam").touch()
    return web_settings.model_copy(update={"ready_dir": ready})


def test_every_page_says_that_it_is_being_set_up(browser: Browser, op: Simulator) -> None:
    for path in ("/", "/mine", "/oidc/login", "/oidc/callback?state=x", "/nothing"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "đang được thiết lập" in answer.text
    assert op.calls() == []


def test_the_page_is_in_english_for_who_reads_english(browser: Browser) -> None:
    answer = browser.get("/mine", Accept_Language="en")

    assert "This province is being set up" in answer.text
    assert 'href="/mine"' in answer.text


def test_a_script_gets_it_as_json(browser: Browser) -> None:
    answer = browser.script("POST", "/mine", Accept="application/json")

    assert answer.status_code == 503
    assert answer.json == {**(answer.json or {}), "code": "tenant_being_set_up", "status": 503}


def test_it_serves_by_itself_once_it_is_ready(
    browser: Browser, op: Simulator, web_settings: Settings
) -> None:
    browser.get("/mine")
    assert web_settings.ready_dir
    (web_settings.ready_dir / "danang").touch()

    assert browser.get("/mine").location.startswith(op.issuer)


def test_another_province_serves_meanwhile(host: Host, op: Simulator) -> None:
    other = Browser(host.public, op, host="onestop.quang-nam.localhost:8000")

    assert other.get("/").text == "home"


def test_the_process_is_healthy_meanwhile(browser: Browser) -> None:
    assert browser.get("/healthz").text == "ok\n"


def test_styles_are_served_meanwhile(browser: Browser) -> None:
    assert browser.get("/assets/nothing.css").status_code == 404

"""The frame of every page in a real browser, on the portal before a simulated sign-in server."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.support._portal import open_portal
from tests.support.axe import serious
from tests.support.chromium import Open

LARGEST = 150 * 1024


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, lambda environ, start: site.host.public(environ, start))
    host = f"danang.localhost:{server.port}"
    with open_portal(tmp_path, time.time, host=host) as site:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://{host}"
        server.shutdown()
        thread.join()
        server.server_close()


def at(open_browser: Open, address: str, path: str = "/", **options: object) -> Page:
    page = open_browser(**options).new_page()
    page.goto(address + path)
    return page


def test_first_view_takes_at_most_150_kb(open_browser: Open, address: str) -> None:
    page = open_browser().new_page()
    received: list[float] = []
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda e: received.append(e["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    assert 10_000 < sum(received) <= LARGEST


@pytest.mark.parametrize("path", ["/", "/working-post", "/accessibility", "/oidc/logout"])
def test_page_fits_320_pixels(open_browser: Open, address: str, path: str) -> None:
    page = at(open_browser, address, path, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("path", ["/", "/working-post", "/accessibility"])
def test_dark_page_has_no_serious_barrier(open_browser: Open, address: str, path: str) -> None:
    assert serious(at(open_browser, address, path, color_scheme="dark")) == []


def test_choice_of_light_wins_over_a_dark_system(open_browser: Open, address: str) -> None:
    page = at(open_browser, address, "/?theme=light", color_scheme="dark")
    page.goto(address)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(255, 255, 255)"


def test_print_leaves_out_the_controls(open_browser: Open, address: str) -> None:
    page = at(open_browser, address)
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert not page.locator("#sign-out").is_visible()


def test_keyboard_starts_at_the_skip_link(open_browser: Open, address: str) -> None:
    page = at(open_browser, address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"


def test_page_breaks_no_rule_of_its_own_policy(open_browser: Open, address: str) -> None:
    page = open_browser().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address, wait_until="networkidle")
    assert said == []
    assert "govuk-frontend-supported" in (page.locator("body").get_attribute("class") or "")

"""The simulator's pages in a real browser, without JavaScript, on a telephone and on a desk."""

from collections.abc import Iterator

import pytest
from egov_kit.op import challenge_of
from egov_kit.simulator import Client, Simulator
from playwright.sync_api import Page

from tests.support.axe import serious
from tests.support.chromium import Open

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def served() -> Iterator[Simulator]:
    with Simulator(clients=[Client(client_id="app", secret="s")]) as made:
        made.switches.on("expired", times=2)
        made.state.begin(made.people["annv"])
        yield made


def authorization(served: Simulator, **asked: str) -> str:
    fields = {
        "client_id": "app",
        "redirect_uri": f"{served.origin}/_simulator/status",
        "response_type": "code",
        "scope": "openid",
        "state": "s-1",
        "code_challenge": challenge_of("v"),
        "code_challenge_method": "S256",
        **asked,
    }
    return f"{served.base}/auth?" + "&".join(f"{name}={value}" for name, value in fields.items())


def pages(served: Simulator) -> dict[str, str]:
    return {
        "panel": f"{served.origin}/_simulator/",
        "sign-in": authorization(served),
        "refused": authorization(served, redirect_uri="https://evil.example/"),
        "signed-out": f"{served.base}/logout",
    }


def opened(open_browser: Open, address: str, language: str = "vi", **options: object) -> Page:
    page = open_browser(**options).new_page()
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    return page


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", ["panel", "sign-in", "refused", "signed-out"])
def test_page_fits_and_stands_in_nobodys_way(
    open_browser: Open, served: Simulator, name: str, size: dict[str, int], language: str
) -> None:
    page = opened(open_browser, pages(served)[name], language, viewport=size)

    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    assert serious(page) == []


def test_dark_pages_have_no_serious_barrier(open_browser: Open, served: Simulator) -> None:
    for address in pages(served).values():
        assert serious(opened(open_browser, address, color_scheme="dark")) == []


def test_fault_is_switched_without_javascript(open_browser: Open, served: Simulator) -> None:
    page = opened(open_browser, pages(served)["panel"], "en", java_script_enabled=False)
    page.get_by_label("Fault").select_option("nonce-other")
    page.get_by_label("How many times").fill("3")
    page.get_by_role("button", name="Switch on").click()

    assert "3 more times" in page.locator("#switched-on").inner_text()
    assert served.switches.active()["nonce-other"].left == 3


def test_person_is_picked_without_javascript(open_browser: Open, served: Simulator) -> None:
    page = opened(open_browser, authorization(served), "en", java_script_enabled=False)
    page.get_by_role("button", name="Trần Thị Bình").click()

    assert "code=" in page.url
    assert page.url.startswith(f"{served.origin}/_simulator/status?state=s-1")

"""Chromium for the browser journeys. What a failed one saw is kept in var/test-results."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from egov_idp.local.layout import ROOT
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

PROGRAM = Path("/usr/bin/chromium")
RESULTS = ROOT / "var" / "test-results"
PHONE = {"width": 360, "height": 740}

_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--disable-quic",
)
_FAILED = pytest.StashKey[bool]()

Open = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives every Chromium."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all journeys; it speaks to this machine alone."""
    with launched(playwright) as browser:
        yield browser


@contextmanager
def launched(playwright: Playwright, *options: str, home: Path | None = None) -> Iterator[Browser]:
    """A Chromium with more options; in ``home`` lies what its person trusts."""
    environment = {**os.environ, "HOME": str(home)} if home else None
    browser = playwright.chromium.launch(
        executable_path=PROGRAM, args=[*_QUIET, *options], env=environment
    )
    yield browser
    browser.close()


@pytest.fixture
def open_browser(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens a browser of somebody who was never here, in Vietnamese; options as Playwright's."""
    opened: list[BrowserContext] = []

    def open_(**options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's own
        opened.append(chromium.new_context(**{"locale": "vi-VN"} | options))
        opened[-1].set_default_timeout(15_000)
        return opened[-1]

    yield open_
    if request.node.stash.get(_FAILED, False):
        _keep(request.node.name, opened)
    for context in opened:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Iterator[None]:
    """Remember that a test failed, so that its browser can say what it saw."""
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
    return report


def _keep(test: str, contexts: list[BrowserContext]) -> None:
    folder = RESULTS / re.sub(r"\W+", "-", test)
    folder.mkdir(parents=True, exist_ok=True)
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages):
        page.screenshot(path=folder / f"{number}.png", full_page=True)
        text = f"<!-- {page.url} -->\n{page.content()}"
        (folder / f"{number}.html").write_text(text, encoding="utf-8")

"""The README's pictures: taken anew in each run, so that they show what is there."""

import re
from pathlib import Path

from egov_idp.local.layout import ROOT
from playwright.sync_api import Page

from tests.support.chromium import RESULTS, Open
from tests.support.pages import Desk

SCREEN = {"width": 1024, "height": 640}
COMMITTED = ROOT / "docs" / "pictures"
TAKEN = RESULTS / "pictures"
"""Copy them from here to ``docs/pictures`` when a page has changed."""
NAMED = set(re.findall(r"docs/pictures/([\w-]+)\.png", (ROOT / "README.md").read_text("utf-8")))


def size(picture: bytes) -> tuple[int, int]:
    """Width and height, from the header of a PNG."""
    return int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])


def take(page: Page, name: str) -> Path:
    TAKEN.mkdir(parents=True, exist_ok=True)
    path = TAKEN / f"{name}.png"
    page.screenshot(path=path)
    return path


def test_the_pictures_of_the_readme_are_those_a_browser_takes(
    open_browser: Open, desk: Desk
) -> None:
    context = open_browser(viewport=SCREEN)
    tab = Desk(context=context, platform=desk.platform, tenant="danang").tab()

    pictures = [take(tab.open("portal").page, "sign-in")]
    pictures.append(take(tab.sign_in("annv").page, "portal"))
    tab.record_dossier("1.009999")
    pictures.append(take(tab.open_receipt().page, "receipt"))

    assert {each.stem for each in pictures} == NAMED
    for each in pictures:
        committed = COMMITTED / each.name
        assert size(committed.read_bytes()) == size(each.read_bytes())

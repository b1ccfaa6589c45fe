import pytest
from egov_kit.simulator import Simulator

from tests.support.web import Browser


@pytest.mark.parametrize(
    ("accepts", "language"),
    [(None, "vi"), ("en-GB,en;q=0.9", "en"), ("vi-VN,vi;q=0.9,en;q=0.5", "vi"), ("fr", "vi")],
)
def test_page_speaks_what_the_browser_asks_for(
    browser: Browser, accepts: str | None, language: str
) -> None:
    headers = {"Accept_Language": accepts} if accepts else {}
    assert f'<html lang="{language}"' in browser.get("/nothing-here", **headers).text


def test_choice_is_remembered(browser: Browser) -> None:
    browser.get("/nothing-here?lang=en", Accept_Language="vi")
    assert '<html lang="en"' in browser.get("/nothing-here", Accept_Language="vi").text


@pytest.mark.parametrize("wanted", ["fr", "", "../etc", "vi'\""])
def test_unknown_language_changes_nothing(browser: Browser, wanted: str) -> None:
    assert '<html lang="vi"' in browser.get(f"/nothing-here?lang={wanted}").text
    assert browser.cookies() == {}


def test_sign_in_page_is_asked_for_in_the_readers_language(browser: Browser, op: Simulator) -> None:
    browser.get("/mine", Accept_Language="en")
    assert op.calls("par")[0].form["ui_locales"] == "en"

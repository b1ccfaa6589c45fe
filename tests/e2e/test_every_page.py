"""What holds for every page: Vietnamese, usable at 360 pixels, nothing serious for axe."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from egov_idp.local.layout import ROOT

from tests.support._usable import assert_usable, english_texts
from tests.support.pages import Desk, Tab


@dataclass(frozen=True, kw_only=True)
class Place:
    """A page, and how one gets there from an empty tab."""

    name: str
    go: Callable[[Tab], object]


def _receipt(tab: Tab) -> None:
    tab.open("onestop").sign_in("binhtt").record_dossier()
    tab.open_receipt()


def _dossier(tab: Tab) -> None:
    tab.open("onestop").sign_in("binhtt").record_dossier()


def _new(tab: Tab) -> None:
    tab.open("onestop").sign_in("binhtt").open("onestop", "/ho-so/moi?thu-tuc=1.001193")


def _mistakes(tab: Tab) -> None:
    _new(tab)
    tab.send()


def _applicants(tab: Tab) -> None:
    _dossier(tab)
    tab.open("onestop", "/ho-so/moi?thu-tuc=1.001193")
    tab.page.fill("#q", "tran")
    with tab.page.expect_navigation():
        tab.page.click("main form[role=search] button")


def _in_hand(tab: Tab) -> None:
    """A dossier that the specialist works on, of those that are there from the start."""
    tab.open("onestop", "/viec").sign_in("lanhtn")
    tab.page.click("tr:has-text('Chuyên viên đang thụ lý') th a")


def _act(tab: Tab) -> None:
    _in_hand(tab)
    tab.page.click("main nav a[href$='/yeu-cau-bo-sung']")


def _act_with_mistakes(tab: Tab) -> None:
    _act(tab)
    tab.send()


def _followed(tab: Tab) -> None:
    _receipt(tab)
    code = tab.page.locator("article .paper__number strong").inner_text()
    secret = tab.page.locator("article .paper__code strong").last.inner_text()
    tab.open("onestop", "/tra-cuu").type_in(code=code, secret=secret).send()


def _several(tab: Tab) -> None:
    tab.open("onestop", "/viec").sign_in("cuonglv")
    tab.page.locator("label[for^=pick-]").first.click()
    tab.send()


def _openings(tab: Tab) -> None:
    tab.open("onestop", "/viec").sign_in("cuonglv")
    tab.page.locator("tbody th a").first.click()
    tab.page.click("a[href$='/nguoi-xem']")


PLACES = [
    Place(name="sign-in", go=lambda t: t.open("portal")),
    Place(name="wrong password", go=lambda t: _wrong_password(t.open("portal"))),
    Place(name="forgotten password", go=lambda t: _forgotten(t)),
    Place(name="link sent", go=lambda t: _ask_for_a_link(t)),
    Place(name="portal", go=lambda t: t.open("portal").sign_in("binhtt")),
    Place(name="no module", go=lambda t: t.open("portal").sign_in("khanhvt")),
    Place(name="refusal", go=lambda t: t.open("onestop").sign_in("khanhvt")),
    Place(name="working post", go=lambda t: t.open("portal", "/working-post").sign_in("annv")),
    Place(name="accessibility", go=lambda t: t.open("portal", "/accessibility")),
    Place(name="dossiers", go=lambda t: t.open("onestop", "/ho-so").sign_in("binhtt")),
    Place(name="earlier applicants", go=_applicants),
    Place(name="procedures", go=lambda t: t.open("onestop", "/ho-so/moi").sign_in("binhtt")),
    Place(name="intake", go=_new),
    Place(name="intake with mistakes", go=_mistakes),
    Place(name="dossier", go=_dossier),
    Place(name="receipt", go=_receipt),
    Place(name="register", go=lambda t: t.open("onestop", "/so-theo-doi").sign_in("binhtt")),
    Place(name="work", go=lambda t: t.open("onestop", "/viec").sign_in("lanhtn")),
    Place(name="dossier in hand", go=_in_hand),
    Place(name="act", go=_act),
    Place(name="act with mistakes", go=_act_with_mistakes),
    Place(name="several at once", go=_several),
    Place(name="who opened it", go=_openings),
    Place(name="national portal", go=lambda t: t.open("onestop", "/dong-bo").sign_in("cuonglv")),
    Place(name="tracking", go=lambda t: t.open("onestop", "/tra-cuu")),
    Place(name="followed", go=_followed),
    Place(name="not found", go=lambda t: t.open("onestop", "/nothing")),
    Place(name="signed out", go=lambda t: t.open("portal").sign_in("binhtt").sign_out()),
]


def _wrong_password(tab: Tab) -> None:
    tab.page.fill("input[name=username]", "nobody")
    tab.page.fill("input[name=password]", "not the password")
    tab.page.click("#kc-login")
    tab.page.wait_for_load_state()


def _forgotten(tab: Tab) -> Tab:
    tab.open("portal").page.click("#egov-forgotten")
    tab.page.fill("input[name=username]", "nobody")
    return tab


def _ask_for_a_link(tab: Tab) -> None:
    _forgotten(tab).page.click("main form button")
    tab.page.wait_for_selector(".govuk-notification-banner")


@pytest.fixture(params=PLACES, ids=lambda place: place.name.replace(" ", "-"))
def page(request: pytest.FixtureRequest, phone: Desk) -> Tab:
    tab = phone.tab()
    request.param.go(tab)
    return tab


def test_a_page_is_in_vietnamese_fits_360_pixels_and_has_no_serious_barrier(page: Tab) -> None:
    assert_usable(page)


def test_the_texts_to_look_for_are_found() -> None:
    assert (ROOT / "shell").is_dir()
    assert "Sign out" in set(english_texts())

"""What holds for every page: Vietnamese, usable at 360 pixels, nothing serious for axe."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from babel.messages.pofile import read_po
from egov_idp.local.layout import ROOT

from tests.support import repository
from tests.support.axe import serious
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
    tab.page.locator("main form[method=post] button").last.click()
    tab.page.wait_for_load_state()


PLACES = [
    Place(name="sign-in", go=lambda t: t.open("portal")),
    Place(name="wrong password", go=lambda t: _wrong_password(t.open("portal"))),
    Place(name="portal", go=lambda t: t.open("portal").sign_in("binhtt")),
    Place(name="no module", go=lambda t: t.open("portal").sign_in("khanhvt")),
    Place(name="refusal", go=lambda t: t.open("onestop").sign_in("khanhvt")),
    Place(name="working post", go=lambda t: t.open("portal", "/working-post").sign_in("annv")),
    Place(name="accessibility", go=lambda t: t.open("portal", "/accessibility")),
    Place(name="dossiers", go=lambda t: t.open("onestop", "/ho-so").sign_in("binhtt")),
    Place(name="procedures", go=lambda t: t.open("onestop", "/ho-so/moi").sign_in("binhtt")),
    Place(name="intake", go=_new),
    Place(name="intake with mistakes", go=_mistakes),
    Place(name="dossier", go=_dossier),
    Place(name="receipt", go=_receipt),
    Place(name="not found", go=lambda t: t.open("onestop", "/nothing")),
    Place(name="signed out", go=lambda t: t.open("portal").sign_in("binhtt").sign_out()),
]


def _wrong_password(tab: Tab) -> None:
    tab.page.fill("input[name=username]", "nobody")
    tab.page.fill("input[name=password]", "not the password")
    tab.page.click("#kc-login")
    tab.page.wait_for_load_state()


@pytest.fixture(params=PLACES, ids=lambda place: place.name.replace(" ", "-"))
def page(request: pytest.FixtureRequest, phone: Desk) -> Tab:
    tab = phone.tab()
    request.param.go(tab)
    return tab


def test_a_page_is_in_vietnamese_fits_360_pixels_and_has_no_serious_barrier(page: Tab) -> None:
    assert page.page.locator("html").get_attribute("lang") == "vi"
    assert page.lines & set(english_texts()) == set()
    assert page.sideways == 0
    assert page.page.locator("h1").count() == 1
    assert serious(page.page) == []


def english_texts() -> Iterator[str]:
    """The texts of our sources: none of them is what a Vietnamese reader should see."""
    for path in repository.product(".po"):
        with path.open("rb") as file:
            for message in read_po(file):
                if isinstance(message.id, str) and message.id and message.id != message.string:
                    yield message.id


def test_the_texts_to_look_for_are_found() -> None:
    assert (ROOT / "shell").is_dir()
    assert "Sign out" in set(english_texts())

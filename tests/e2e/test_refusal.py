"""Keycloak itself refuses whoever was not given a module, though signed in."""

from playwright.sync_api import expect

from tests.support.pages import Desk, Tab


def refused(desk: Desk) -> Tab:
    tab = desk.tab().open("portal").sign_in("khanhvt")
    return tab.open("onestop", "/ho-so")


def test_the_refusal_is_keycloaks_and_shows_no_sign_in_form(desk: Desk) -> None:
    tab = refused(desk)

    assert tab.page.url.startswith(desk.issuer)
    expect(tab.page.locator("#egov-refused")).to_be_visible()
    expect(tab.sign_in_form).to_have_count(0)


def test_the_refusal_says_in_vietnamese_whom_to_ask(desk: Desk) -> None:
    tab = refused(desk)

    expect(tab.page.locator("html")).to_have_attribute("lang", "vi")
    expect(tab.page.locator("#egov-refused")).to_contain_text("quản trị viên")
    expect(tab.page.locator("h1")).to_contain_text("Một cửa điện tử")


def test_whoever_was_refused_is_still_signed_in_at_the_portal(desk: Desk) -> None:
    tab = refused(desk)

    tab.page.click("#egov-portal")
    tab.page.wait_for_load_state()

    assert tab.is_at("portal", "/")

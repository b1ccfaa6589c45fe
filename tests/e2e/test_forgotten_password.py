"""From a forgotten password to a new one, by the mail that the platform sends."""

import pytest
from playwright.sync_api import expect

from tests.support._usable import assert_usable
from tests.support.keycloak import RunningKeycloak
from tests.support.newcomers import Newcomer
from tests.support.pages import Desk, Tab
from tests.support.passwords import NEW


def forget(tab: Tab, username: str) -> None:
    """Say on the sign-in page that one has forgotten the password."""
    tab.open("portal").page.click("#egov-forgotten")
    tab.page.fill("input[name=username]", username)
    tab.page.click("#kc-reset-password-form button")
    expect(tab.page.locator(".govuk-notification-banner--success")).to_be_visible()


def set_new(tab: Tab, password: str = NEW) -> None:
    tab.page.fill("#password-new", password)
    tab.page.fill("#password-confirm", password)
    tab.page.click("#kc-passwd-update-form button[name=login]")


@pytest.mark.parametrize("where", ["desk", "plain_desk", "phone"])
def test_a_link_by_mail_brings_somebody_back_in(
    where: str,
    request: pytest.FixtureRequest,
    keycloak: RunningKeycloak,
    newcomer: Newcomer,
) -> None:
    desk: Desk = request.getfixturevalue(where)
    mailbox, tab = keycloak.mailbox("danang", newcomer.username), desk.tab()

    forget(tab, newcomer.username)
    tab.page.goto(mailbox.link())
    set_new(tab)
    tab.page.click("#egov-sign-in")
    tab.page.fill("input[name=username]", newcomer.username)
    tab.page.fill("input[name=password]", NEW)
    tab.page.click("#kc-login")

    assert tab.is_at("portal", "/")


def test_every_page_of_the_link_is_usable(
    phone: Desk, keycloak: RunningKeycloak, newcomer: Newcomer
) -> None:
    mailbox, tab = keycloak.mailbox("danang", newcomer.username), phone.tab()
    forget(tab, newcomer.username)
    tab.page.goto(mailbox.link())
    assert_usable(tab)

    set_new(tab, "ngan")
    expect(tab.page.locator(".govuk-error-summary")).to_be_visible()
    assert_usable(tab)

    set_new(tab)
    expect(tab.page.locator("h1")).to_contain_text("Đã lưu")
    assert_usable(tab)

    tab.page.goto(mailbox.link())
    expect(tab.page.locator("#kc-error-message")).to_contain_text("đã được dùng")
    assert_usable(tab)

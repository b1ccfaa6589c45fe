"""Forgetting a password: the way from the sign-in page to the link, and what pages then say."""

import time

import pytest

from tests.support._browser import Browser, Page
from tests.support._relying_party import RelyingParty
from tests.support.keycloak import RunningKeycloak
from tests.support.newcomers import Newcomer

NEW = "Mat-khau-moi-2026!"
SENT = "một liên kết đang được gửi"
USED_OR_OVER = "đã được dùng hoặc đã hết hạn"
SAVED = "Đã lưu mật khẩu mới"
RESTING = "tạm nghỉ"


@pytest.fixture
def portal(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "portal")


@pytest.fixture
def link(
    keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
) -> str:
    """The link that came when the newcomer asked for it in the visitor's browser."""
    mailbox = keycloak.mailbox("danang", newcomer.username)
    assert SENT in ask(visitor, portal, newcomer.username).text
    return mailbox.link()


def ask(browser: Browser, client: RelyingParty, name: str) -> Page:
    """Follow the link of the sign-in page and say who one is."""
    page = browser.get(client.open(browser).links["egov-forgotten"])
    return browser.submit(page.form("username"), username=name)


def save(browser: Browser, page: Page, password: str = NEW) -> Page:
    """Set a new password on the page that asks for one."""
    chosen = {"password-new": password, "password-confirm": password}
    return browser.submit(page.form("password-new"), **chosen)


def enters(portal: RelyingParty, username: str, password: str) -> bool:
    """Whether somebody who comes with that password gets in."""
    with Browser() as elsewhere:
        return portal.arrived(elsewhere.sign_in(portal.open(elsewhere), username, password))


def refusals(keycloak: RunningKeycloak, person: Newcomer, count: int = 1) -> list[str]:
    """Why a person was sent no mail, as soon as that was recorded so many times."""
    admin, give_up = keycloak.admin("danang"), time.monotonic() + 20
    while True:
        events = admin.get_events({"type": "SEND_RESET_PASSWORD_ERROR"})
        found = [
            e["error"] for e in events if e.get("details", {}).get("username") == person.username
        ]
        if len(found) >= count:
            return found
        assert time.monotonic() < give_up, found
        time.sleep(0.1)

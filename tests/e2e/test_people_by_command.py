"""A technician adds a colleague by command, sees them sign in, and locks them out again."""

from playwright.sync_api import Page, expect

from tests.support.pages import Desk
from tests.support.technician import Commands

CHOSEN = "Song-Vinh-Te.2026"


def fill_sign_in(page: Page, username: str, password: str) -> None:
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("#kc-login")
    page.wait_for_load_state()


def choose_password(page: Page, password: str) -> None:
    page.fill("input[name=password-new]", password)
    page.fill("input[name=password-confirm]", password)
    page.click("button[name=login]")
    page.wait_for_load_state()


def test_colleague_is_added_signs_in_opens_the_module_and_is_locked_and_out_at_once(
    desk: Desk, commands: Commands
) -> None:
    added = commands.told("person", "add", "Châu Thị Tế")
    tab = desk.tab().open("portal")
    fill_sign_in(tab.page, "tect", added["one_time_password"])
    choose_password(tab.page, added["one_time_password"])
    expect(tab.page.locator("body")).to_contain_text("mật khẩu đang dùng")
    choose_password(tab.page, CHOSEN)
    assert tab.is_at("portal", "/")
    assert tab.tiles == []

    commands.told("person", "post", "add", "tect", "--unit", "H17.08", "--title", "counter-officer")
    tab.open("onestop", "/ho-so/moi")
    assert tab.is_at("onestop", "/ho-so/moi")

    commands.told("person", "lock", "tect", "--reason", "nghỉ việc")
    for module, path in (("onestop", "/ho-so/moi"), ("portal", "/")):
        tab.open(module, path)
        expect(tab.sign_in_form).to_be_visible()
    fill_sign_in(tab.page, "tect", CHOSEN)
    expect(tab.sign_in_form).to_be_visible()

    commands.told("person", "restore", "tect")
    fill_sign_in(tab.page, "tect", CHOSEN)
    assert tab.is_at("portal", "/")
    assert tab.tiles == ["onestop"]

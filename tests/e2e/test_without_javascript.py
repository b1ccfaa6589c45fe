"""The core works without JavaScript."""

from playwright.sync_api import expect

from tests.support.pages import Desk


def test_sign_in_record_print_and_sign_out_work_without_javascript(plain_desk: Desk) -> None:
    tab = plain_desk.tab().open("portal").sign_in("binhtt").open_tile("onestop")

    code = tab.record_dossier()
    tab.open_receipt()
    expect(tab.page.locator("article")).to_contain_text(code)
    tab.sign_out().open("onestop", "/ho-so")

    expect(tab.sign_in_form).to_be_visible()


def test_the_working_post_is_switched_without_javascript(plain_desk: Desk) -> None:
    tab = plain_desk.tab().open("portal").sign_in("annv")
    before = tab.working_post

    tab.switch_post()

    assert tab.working_post != before

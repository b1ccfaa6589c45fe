"""Sign in once, open every module, sign out of everything."""

import re

from playwright.sync_api import expect

from tests.support.pages import Desk


def test_whoever_is_not_signed_in_is_asked_to(desk: Desk) -> None:
    tab = desk.tab().open("portal")

    expect(tab.sign_in_form).to_be_visible()


def test_one_sign_in_opens_the_portal_and_then_the_module(desk: Desk) -> None:
    tab = desk.tab().open("portal").sign_in("annv")
    tab.shown_by_sign_in.clear()

    tab.open_tile("onestop")

    assert tab.is_at("onestop", "/ho-so")
    assert tab.shown_by_sign_in == []


def test_the_portal_shows_a_tile_for_each_module_one_may_open(desk: Desk) -> None:
    tab = desk.tab().open("portal").sign_in("annv")

    assert tab.tiles == ["onestop"]


def test_who_may_open_nothing_is_told_whom_to_ask(desk: Desk) -> None:
    tab = desk.tab().open("portal").sign_in("khanhvt")

    assert tab.tiles == []
    expect(tab.page.locator("#no-modules")).to_contain_text("Quản trị viên")


def test_two_tabs_that_sign_in_at_once_both_arrive_where_they_were_going(desk: Desk) -> None:
    first = desk.tab().open("onestop", "/ho-so/moi")
    second = desk.tab().open("portal", "/working-post")

    first.sign_in("annv")
    if second.page.reload() and second.sign_in_form.is_visible():
        second.sign_in("annv")

    assert first.is_at("onestop", "/ho-so/moi")
    assert second.is_at("portal", "/working-post")


def test_a_stale_form_sent_after_another_tab_signed_in_arrives_too(desk: Desk) -> None:
    first = desk.tab().open("onestop", "/ho-so/moi")
    second = desk.tab().open("portal", "/working-post")

    first.sign_in("annv")
    if second.sign_in_form.is_visible():
        second.sign_in("annv")

    second.page.wait_for_url(desk.address("portal", "/working-post"))


def test_signing_out_in_the_portal_ends_the_module(desk: Desk) -> None:
    tab = desk.tab().open("portal").sign_in("annv").open_tile("onestop")
    tab.open("portal").sign_out()

    tab.open("onestop", "/ho-so")

    expect(tab.sign_in_form).to_be_visible()


def test_signing_out_in_the_portal_ends_the_module_in_another_tab(desk: Desk) -> None:
    portal = desk.tab().open("portal").sign_in("annv")
    module = desk.tab().open("onestop", "/ho-so")

    portal.sign_out()
    module.page.reload()

    expect(module.sign_in_form).to_be_visible()


def test_signing_out_in_the_module_ends_the_portal(desk: Desk) -> None:
    portal = desk.tab().open("portal").sign_in("annv")
    desk.tab().open("onestop", "/ho-so").sign_out()

    portal.page.reload()

    expect(portal.sign_in_form).to_be_visible()


def test_the_page_after_signing_out_says_that_everything_is_ended(desk: Desk) -> None:
    tab = desk.tab().open("portal").sign_in("annv").sign_out()

    expect(tab.page.locator("h1")).to_have_text(re.compile("Bạn đã đăng xuất"))

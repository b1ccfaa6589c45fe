"""Switch the working post in the portal; the module shows it, without a second sign-in."""

from tests.support.pages import Desk


def test_the_module_shows_the_post_that_was_switched_to(desk: Desk) -> None:
    tab = desk.tab().open("portal").sign_in("annv").open_tile("onestop")
    before = tab.working_post

    tab.switch_post()

    assert tab.is_at("onestop", "/ho-so")
    assert tab.working_post != before


def test_switching_asks_for_no_second_sign_in(desk: Desk) -> None:
    tab = desk.tab().open("portal").sign_in("annv")
    tab.shown_by_sign_in.clear()

    tab.switch_post().open_tile("onestop")

    assert tab.shown_by_sign_in == []

"""A link for a forgotten password is for a person as they were when it was sent."""

from collections.abc import Callable

import pytest
from egov_idp.people.sign_in import SignIn
from egov_ldap import tree
from egov_ldap.passwords import hashed
from ldap3 import MODIFY_REPLACE

from tests.support._browser import Browser
from tests.support._relying_party import RelyingParty
from tests.support.keycloak import RunningKeycloak
from tests.support.newcomers import Newcomer
from tests.support.passwords import SAVED, SENT, USED_OR_OVER, ask, enters, refusals, save

RIGHT = "egov-idp.admin@H17"
Way = Callable[[RunningKeycloak, Newcomer], None]


def one_time_password(keycloak: RunningKeycloak, newcomer: Newcomer) -> None:
    sign_in = SignIn(keycloak.settings, "danang")
    sign_in.set_one_time_password(newcomer.person.staff_id, "Mot-lan-2026-abcd")
    sign_in.close()


def sessions_ended(keycloak: RunningKeycloak, newcomer: Newcomer) -> None:
    sign_in = SignIn(keycloak.settings, "danang")
    sign_in.end_sessions(newcomer.person.staff_id)
    sign_in.close()


def locked_and_restored(keycloak: RunningKeycloak, newcomer: Newcomer) -> None:
    newcomer.lock()
    newcomer.directory.open("danang").set_status(newcomer.person.staff_id, "active")


def password_by_an_administrator(keycloak: RunningKeycloak, newcomer: Newcomer) -> None:
    user = keycloak.user_id("danang", newcomer.username)
    keycloak.admin("danang").set_user_password(user, "Quan-tri-dat-2026!", temporary=False)


def password_in_the_directory(keycloak: RunningKeycloak, newcomer: Newcomer) -> None:
    value = [(MODIFY_REPLACE, [hashed("Thu-muc-dat-2026!")])]
    with newcomer.directory.local_admin() as admin:
        admin.modify(tree.person("danang", newcomer.person.staff_id), {"userPassword": value})


WAYS = [
    one_time_password,
    sessions_ended,
    locked_and_restored,
    password_by_an_administrator,
    password_in_the_directory,
]


class TestWhatMakesItWorthless:
    """Whatever an administrator did about the person since."""

    @pytest.mark.parametrize("way", WAYS)
    def test_it_opens_nothing_afterwards_and_another_may_be_asked_for(
        self,
        keycloak: RunningKeycloak,
        portal: RelyingParty,
        visitor: Browser,
        newcomer: Newcomer,
        link: str,
        way: Way,
    ) -> None:
        way(keycloak, newcomer)

        page = visitor.get(link)

        assert (page.status, USED_OR_OVER in page.text) == (400, True)
        assert not page.asks_for("password-new")
        mailbox = keycloak.mailbox("danang", newcomer.username)
        ask(visitor, portal, newcomer.username)
        assert SAVED in save(visitor, visitor.get(mailbox.link())).text

    @pytest.mark.parametrize("way", WAYS)
    def test_a_page_that_it_opened_before_changes_nothing(
        self, keycloak: RunningKeycloak, visitor: Browser, newcomer: Newcomer, link: str, way: Way
    ) -> None:
        opened = visitor.get(link)
        way(keycloak, newcomer)
        before = newcomer.stored

        page = save(visitor, opened)

        assert (USED_OR_OVER in page.text, newcomer.stored) == (True, before)

    def test_a_right_that_asks_for_a_second_factor_given_since(
        self,
        keycloak: RunningKeycloak,
        visitor: Browser,
        other_visitor: Browser,
        newcomer: Newcomer,
        link: str,
    ) -> None:
        opened, before = visitor.get(link), newcomer.stored
        with keycloak.granted("danang", newcomer.username, RIGHT):
            pages = [save(visitor, opened), visitor.get(link), other_visitor.get(link)]

        assert [USED_OR_OVER in page.text for page in pages] == [True, True, True]
        assert newcomer.stored == before


class TestWhoHoldsARightThatAsksForASecondFactor:
    """The mailbox alone must not do to enrol one in their name."""

    def test_without_one_they_are_told_the_same_and_sent_nothing(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        mailbox = keycloak.mailbox("danang", newcomer.username)
        with keycloak.granted("danang", newcomer.username, RIGHT):
            page = ask(visitor, portal, newcomer.username)
            assert refusals(keycloak, newcomer) == ["no_second_factor"]

        assert SENT in page.text
        assert mailbox.letters == []
        assert enters(portal, newcomer.username, newcomer.password)

    def test_with_one_they_are_sent_the_link_and_asked_for_a_code(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        with keycloak.granted("danang", newcomer.username, RIGHT):
            with Browser() as elsewhere:
                page = portal.open(elsewhere)
                page = elsewhere.sign_in(page, newcomer.username, newcomer.password)
                page, app = elsewhere.enrol(page)
                assert portal.arrived(page)
            mailbox = keycloak.mailbox("danang", newcomer.username)
            ask(visitor, portal, newcomer.username)

            page = visitor.get(mailbox.link())
            assert page.asks_for("otp")
            assert SAVED in save(visitor, visitor.give_code(page, app)).text

"""Whoever forgot a password is told the same, and only the mail itself tells more."""

import re
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support._browser import Browser, Page
from tests.support._mistakes import realm_with
from tests.support._relying_party import RelyingParty
from tests.support.directory import RunningDirectory
from tests.support.keycloak import RunningKeycloak
from tests.support.newcomers import Newcomer, hired
from tests.support.passwords import RESTING, SAVED, SENT, ask, enters, refusals, save

RIGHT = "egov-idp.admin@H17"
"""It asks for a second factor."""


class TestWhoAsks:
    """Nothing but the mail itself tells whether a name is known."""

    def shown(self, page: Page) -> tuple[int, str]:
        """What one sees, without what differs at each call."""
        return page.status, re.sub(r'"[^"]*(tab_id|session_code)[^"]*"', "", page.text)

    def test_every_name_gets_the_same_answer(
        self,
        keycloak: RunningKeycloak,
        portal: RelyingParty,
        newcomer: Newcomer,
        other_newcomer: Newcomer,
    ) -> None:
        other_newcomer.lock()
        answers = []
        with (
            hired(newcomer.directory) as without,
            hired(newcomer.directory) as admin,
            # Until it was decided whether to write: the answer comes before that.
            keycloak.granted("danang", admin.username, RIGHT),
        ):
            without.set_mail(None)
            for person in (newcomer, other_newcomer, without, admin):
                with Browser() as fresh:
                    page = ask(fresh, portal, person.username)
                    answers.append((page.status, self.shown(page)[1].replace(person.username, "")))
            assert refusals(keycloak, admin) == ["no_second_factor"]
        for name in ("nobody-at-all", "nobody@danang.gov.vn", "service-account-egov-idp"):
            with Browser() as fresh:
                page = ask(fresh, portal, name)
                answers.append((page.status, self.shown(page)[1].replace(name, "")))

        assert SENT in answers[0][1]
        assert set(answers) == {answers[0]}

    def test_only_somebody_active_with_a_mailbox_is_written_to(
        self,
        keycloak: RunningKeycloak,
        portal: RelyingParty,
        visitor: Browser,
        newcomer: Newcomer,
        other_newcomer: Newcomer,
    ) -> None:
        locked, active = (
            keycloak.mailbox("danang", p.username) for p in (other_newcomer, newcomer)
        )
        keycloak.user_id("danang", other_newcomer.username)  # Keycloak has met them
        other_newcomer.lock()

        for person in (other_newcomer, newcomer):
            ask(visitor, portal, person.username)

        assert active.wait().to == newcomer.person.email
        assert refusals(keycloak, other_newcomer) == ["user_disabled"]
        assert locked.letters == []

    def test_the_address_is_as_good_as_the_name(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        mailbox = keycloak.mailbox("danang", newcomer.username)

        ask(visitor, portal, str(newcomer.person.email))

        assert newcomer.username in mailbox.wait().text

    def test_a_name_must_be_given(self, portal: RelyingParty, visitor: Browser) -> None:
        assert ask(visitor, portal, " ").asks_for("username")

    def test_the_answer_does_not_wait_for_the_mail_server(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            server = {"host": "127.0.0.1", "port": str(silent.getsockname()[1]), "from": "a@b.vn"}
            with realm_with(keycloak, "danang", smtpServer=server):
                page = ask(visitor, portal, newcomer.username)
            connection, _ = silent.accept()
            with connection:  # still waiting to be greeted although the page is there
                connection.sendall(b"220 ready\r\n")
                assert connection.recv(4) == b"EHLO"

        assert SENT in page.text

    def test_a_mail_that_could_not_leave_is_recorded_and_asked_for_again(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        mailbox, server = keycloak.mailbox("danang", newcomer.username), {"host": "127.0.0.1"}
        nobody = server | {"port": "9", "from": "admin@danang.gov.vn"}
        with realm_with(keycloak, "danang", smtpServer=nobody):
            assert SENT in ask(visitor, portal, newcomer.username).text
            assert refusals(keycloak, newcomer) == ["email_send_failed"]

        ask(visitor, portal, newcomer.username)

        assert mailbox.wait()

    def test_a_mailbox_gets_one_link_while_one_is_good(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        mailbox = keycloak.mailbox("danang", newcomer.username)

        for _ in range(4):
            assert SENT in ask(visitor, portal, newcomer.username).text

        assert refusals(keycloak, newcomer, 3) == ["sent_already"] * 3
        assert mailbox.wait()
        assert len(mailbox.letters) == 1

    def test_who_asks_many_times_at_once_is_known_to_each_and_gets_one_link(
        self, keycloak: RunningKeycloak, portal: RelyingParty, newcomer: Newcomer
    ) -> None:
        mailbox = keycloak.mailbox("danang", newcomer.username)

        def ask_once(_: int) -> None:
            with Browser() as browser:
                assert SENT in ask(browser, portal, newcomer.username).text

        with ThreadPoolExecutor(6) as at_once:
            list(at_once.map(ask_once, range(6)))

        assert refusals(keycloak, newcomer, 5) == ["sent_already"] * 5
        assert mailbox.wait()
        assert len(mailbox.letters) == 1

    def test_a_mere_link_on_some_page_sends_no_mail(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        portal.sign_in(visitor, newcomer.username, newcomer.password)
        mailbox = keycloak.mailbox("danang", newcomer.username)

        page = visitor.get(f"{portal.issuer}/login-actions/reset-credentials?client_id=portal")

        assert page.asks_for("username")
        assert mailbox.letters == []

    def test_the_mail_is_in_the_language_of_the_page(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        mailbox = keycloak.mailbox("danang", newcomer.username)
        page = visitor.get(portal.open(visitor, ui_locales="en").links["egov-forgotten"])

        visitor.submit(page.form("username"), username=newcomer.username)

        letter = mailbox.wait()
        assert letter.subject == "Set a new password"
        assert "good for 10 minutes" in letter.text

    def test_the_mail_comes_from_the_province(
        self, keycloak: RunningKeycloak, link: str, newcomer: Newcomer
    ) -> None:
        (letter,) = keycloak.mailbox("danang", newcomer.username).everything

        assert letter.sender == "Thành phố Đà Nẵng <khong-tra-loi@danang.localhost>"


class TestDirectoryAway:
    """No false promise, and nothing lost."""

    @pytest.mark.parametrize("name", ["annv", "nobody-at-all"])
    def test_no_mail_is_promised(
        self,
        keycloak: RunningKeycloak,
        directory: RunningDirectory,
        portal: RelyingParty,
        visitor: Browser,
        name: str,
    ) -> None:
        page = visitor.get(portal.open(visitor).links["egov-forgotten"])
        with directory.killed():
            page = visitor.submit(page.form("username"), username=name)

        assert RESTING in page.text
        assert SENT not in page.text

    def test_the_link_works_once_it_is_back(
        self,
        directory: RunningDirectory,
        portal: RelyingParty,
        visitor: Browser,
        newcomer: Newcomer,
        link: str,
    ) -> None:
        with directory.killed():
            page = visitor.get(link)
            assert RESTING in page.text

        assert SAVED in save(visitor, visitor.get(link)).text

    def test_saving_says_so_and_changes_nothing(
        self,
        directory: RunningDirectory,
        portal: RelyingParty,
        visitor: Browser,
        newcomer: Newcomer,
        link: str,
    ) -> None:
        form = visitor.get(link)
        with directory.killed():
            page = save(visitor, form)
            assert RESTING in page.text
        assert enters(portal, newcomer.username, newcomer.password)

        assert SAVED in save(visitor, visitor.get(link)).text

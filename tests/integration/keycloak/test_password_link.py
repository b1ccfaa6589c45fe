"""The link for a forgotten password sets one new password and opens nothing else."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support._browser import Authenticator, Browser
from tests.support._mistakes import realm_with
from tests.support._relying_party import RelyingParty
from tests.support.keycloak import RunningKeycloak
from tests.support.newcomers import Newcomer
from tests.support.passwords import NEW, SAVED, SENT, USED_OR_OVER, ask, enters, save


@pytest.fixture
def onestop(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "onestop")


def enrol(portal: RelyingParty, newcomer: Newcomer) -> Authenticator:
    """Give somebody a second factor, as a client may ask for."""
    with Browser() as elsewhere:
        page = portal.open(elsewhere, acr_values="2")
        signed_in = elsewhere.sign_in(page, newcomer.username, newcomer.password)
        page, app = elsewhere.enrol(signed_in)
        assert portal.arrived(page)
        return app


class TestTheLink:
    """It sets one new password and starts no session."""

    def test_the_new_password_is_the_only_one_from_then_on(
        self, portal: RelyingParty, visitor: Browser, newcomer: Newcomer, link: str
    ) -> None:
        page = save(visitor, visitor.get(link))

        assert SAVED in page.text
        assert newcomer.stored.startswith(b"{ARGON2}$argon2")
        assert enters(portal, newcomer.username, NEW)
        assert not enters(portal, newcomer.username, newcomer.password)

    def test_nobody_is_signed_in_by_it(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, link: str
    ) -> None:
        page = save(visitor, visitor.get(link))

        assert not portal.arrived(page)
        assert portal.open(visitor).asks_for("password")

    def test_it_works_in_another_browser(
        self, portal: RelyingParty, other_visitor: Browser, newcomer: Newcomer, link: str
    ) -> None:
        page = save(other_visitor, other_visitor.get(link))

        assert SAVED in page.text
        assert portal.open(other_visitor).asks_for("password")
        assert enters(portal, newcomer.username, NEW)

    def test_looking_at_it_does_not_spend_it(
        self, visitor: Browser, other_visitor: Browser, link: str
    ) -> None:
        other_visitor.get(link)
        visitor.get(link)

        assert SAVED in save(visitor, visitor.get(link)).text

    def test_it_works_once(
        self,
        portal: RelyingParty,
        visitor: Browser,
        other_visitor: Browser,
        newcomer: Newcomer,
        link: str,
    ) -> None:
        save(visitor, visitor.get(link))

        again = [each.get(link) for each in (visitor, other_visitor)]

        assert [(p.status, USED_OR_OVER in p.text) for p in again] == [(400, True)] * 2

    def test_opened_twice_it_changes_the_password_once(
        self,
        portal: RelyingParty,
        visitor: Browser,
        other_visitor: Browser,
        newcomer: Newcomer,
        link: str,
    ) -> None:
        first, second = visitor.get(link), other_visitor.get(link)
        save(visitor, first)

        late = save(other_visitor, second, "Mat-khau-thu-hai-2026!")

        assert USED_OR_OVER in late.text
        assert enters(portal, newcomer.username, NEW)
        assert not enters(portal, newcomer.username, "Mat-khau-thu-hai-2026!")

    def test_one_that_is_over_changes_nothing_and_another_may_be_asked_for(
        self,
        keycloak: RunningKeycloak,
        portal: RelyingParty,
        visitor: Browser,
        other_visitor: Browser,
        newcomer: Newcomer,
    ) -> None:
        mailbox = keycloak.mailbox("danang", newcomer.username)
        with realm_with(keycloak, "danang", actionTokenGeneratedByUserLifespan=8):
            ask(visitor, portal, newcomer.username)
            link = mailbox.link()
            page = visitor.get(link)
            time.sleep(9)
            late, reopened = save(visitor, page), other_visitor.get(link)
            ask(visitor, portal, newcomer.username)

        assert USED_OR_OVER in late.text
        assert "đã hết hạn" in reopened.text
        assert enters(portal, newcomer.username, newcomer.password)
        assert mailbox.wait(2)

    def test_it_may_be_asked_for_again_once_it_was_used(
        self,
        keycloak: RunningKeycloak,
        portal: RelyingParty,
        visitor: Browser,
        newcomer: Newcomer,
        link: str,
    ) -> None:
        save(visitor, visitor.get(link))
        mailbox = keycloak.mailbox("danang", newcomer.username)

        ask(visitor, portal, newcomer.username)

        assert mailbox.wait()

    @pytest.mark.parametrize("spoil", [lambda t: t[:-4] + "AAAA", lambda t: t.rpartition(".")[0]])
    def test_a_forged_one_is_refused(self, visitor: Browser, link: str, spoil: object) -> None:
        key = re.search(r"key=([^&]+)", link)
        assert key
        page = visitor.get(link.replace(key[1], spoil(key[1])))  # type: ignore[operator]

        assert (page.status, page.forms) == (400, ())

    def test_it_is_of_no_use_in_another_province(self, visitor: Browser, link: str) -> None:
        page = visitor.get(link.replace("/realms/danang/", "/realms/quang-nam/"))

        assert (page.status, page.asks_for("password-new")) == (400, False)

    def test_an_address_given_up_meanwhile_makes_it_worthless(
        self, visitor: Browser, newcomer: Newcomer, link: str
    ) -> None:
        newcomer.set_mail("somewhere.else@danang.gov.vn")

        assert not visitor.get(link).asks_for("password-new")

    def test_somebody_locked_meanwhile_opens_nothing(
        self, visitor: Browser, newcomer: Newcomer, link: str
    ) -> None:
        newcomer.lock()

        page = visitor.get(link)

        assert (page.status, page.forms) == (400, ())

    def test_somebody_locked_before_saving_changes_nothing(
        self, visitor: Browser, newcomer: Newcomer, link: str
    ) -> None:
        page, before = visitor.get(link), newcomer.stored
        newcomer.lock()

        page = save(visitor, page)

        assert SAVED not in page.text
        assert newcomer.stored == before

    def test_a_weak_password_is_refused(
        self, visitor: Browser, newcomer: Newcomer, link: str
    ) -> None:
        before = newcomer.stored

        page = save(visitor, visitor.get(link), "Ngan-2026!")

        assert page.asks_for("password-new")
        assert "14 ký tự" in page.text
        assert newcomer.stored == before

    def test_a_browser_with_somebody_else_in_it_is_told_so(
        self, keycloak: RunningKeycloak, portal: RelyingParty, other_visitor: Browser, link: str
    ) -> None:
        portal.sign_in(other_visitor, "annv", keycloak.password("danang", "annv"))

        page = other_visitor.get(link)

        assert (page.status, "annv" in page.text) == (400, True)
        assert not page.asks_for("password-new")


class TestWhatItOpens:
    """Nothing: sessions, second factor and gate are as before."""

    def test_every_session_of_the_person_is_ended(
        self,
        keycloak: RunningKeycloak,
        portal: RelyingParty,
        visitor: Browser,
        other_visitor: Browser,
        newcomer: Newcomer,
    ) -> None:
        mailbox = keycloak.mailbox("danang", newcomer.username)
        with keycloak.back_channel("danang", "portal") as listener:
            tokens = portal.sign_in(other_visitor, newcomer.username, newcomer.password)
            ask(visitor, portal, newcomer.username)
            save(visitor, visitor.get(mailbox.link()))

        assert portal.open(other_visitor).asks_for("password")
        assert portal.refresh(tokens).status_code == 400
        assert [call.method for call in listener.calls] == ["POST"]

    def test_the_gate_refuses_afterwards_as_before(
        self, keycloak: RunningKeycloak, onestop: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        mailbox = keycloak.mailbox("danang", newcomer.username)
        ask(visitor, onestop, newcomer.username)
        page = save(visitor, visitor.get(mailbox.link()))
        assert SAVED in page.text

        assert visitor.sign_in(onestop.open(visitor), newcomer.username, NEW).status == 403

    def test_somebody_with_a_second_factor_gives_a_code_before_the_new_password(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        app, mailbox = enrol(portal, newcomer), keycloak.mailbox("danang", newcomer.username)
        ask(visitor, portal, newcomer.username)

        page = visitor.get(mailbox.link())
        assert page.asks_for("otp")
        page = save(visitor, visitor.give_code(page, app))

        assert SAVED in page.text
        with Browser() as elsewhere:
            page = elsewhere.sign_in(portal.open(elsewhere, acr_values="2"), newcomer.username, NEW)
            assert portal.arrived(elsewhere.give_code(page, app))

    def test_wrong_codes_are_counted_and_no_other_link_forgives_them(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        app, mailbox = enrol(portal, newcomer), keycloak.mailbox("danang", newcomer.username)
        ask(visitor, portal, newcomer.username)
        page, before = visitor.get(mailbox.link()), newcomer.stored
        for _ in range(5):
            page = visitor.submit(page.form("otp"), otp="000000")

        with Browser() as elsewhere:
            late = elsewhere.give_code(elsewhere.get(mailbox.link()), app)

        assert "5 phút" in late.text
        assert not late.asks_for("password-new")
        assert newcomer.stored == before

    def test_wrong_passwords_count_no_more_once_a_new_one_is_set(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        mailbox, page = keycloak.mailbox("danang", newcomer.username), portal.open(visitor)
        for _ in range(5):
            page = visitor.sign_in(page, newcomer.username, "Sai-mat-khau-2026")
        assert not enters(portal, newcomer.username, newcomer.password)

        assert SENT in ask(visitor, portal, newcomer.username).text
        save(visitor, visitor.get(mailbox.link()))

        assert enters(portal, newcomer.username, NEW)

    @pytest.mark.parametrize("gated", [False, True])
    def test_without_our_own_steps_gate_and_password_page_still_refuse(
        self,
        keycloak: RunningKeycloak,
        onestop: RelyingParty,
        visitor: Browser,
        newcomer: Newcomer,
        gated: bool,
    ) -> None:
        mailbox = keycloak.mailbox("danang", newcomer.username)
        with keycloaks_own_reset(keycloak, gated=gated):
            ask(visitor, onestop, newcomer.username)
            page = visitor.get(mailbox.link())
            if gated:
                assert page.status == 403
            else:
                assert USED_OR_OVER in page.text


@contextmanager
def keycloaks_own_reset(keycloak: RunningKeycloak, *, gated: bool) -> Iterator[None]:
    """An administrator binds a flow that signs in whoever has set a new password."""
    admin, alias = keycloak.admin("danang"), "reset by hand"
    admin.create_authentication_flow(
        {"alias": alias, "providerId": "basic-flow", "topLevel": True, "builtIn": False}
    )
    steps = ["reset-credentials-choose-user", "reset-credential-email", "reset-password"]
    for step in [*steps, *(["egov-gate"] if gated else [])]:
        admin.create_authentication_flow_execution({"provider": step}, alias)
    for made in admin.get_authentication_flow_executions(alias):
        admin.update_authentication_flow_executions(made | {"requirement": "REQUIRED"}, alias)
    mail = admin.get_authentication_flow_executions(alias)[1]["id"]
    admin.create_execution_config(mail, {"alias": "by hand", "config": {"force-login": "false"}})
    number = next(f["id"] for f in admin.get_authentication_flows() if f["alias"] == alias)
    try:
        with realm_with(keycloak, "danang", resetCredentialsFlow=alias):
            yield
    finally:
        admin.delete_authentication_flow(number)


class TestAnyNewPassword:
    """Also the one that follows a one-time password."""

    def once(self, keycloak: RunningKeycloak, newcomer: Newcomer, password: str) -> None:
        user = keycloak.user_id("danang", newcomer.username)
        keycloak.admin("danang").set_user_password(user, password, temporary=True)

    def test_a_one_time_password_asks_for_one_of_ones_own(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        self.once(keycloak, newcomer, "Mot-lan-2026-abcd")

        page = visitor.sign_in(portal.open(visitor), newcomer.username, "Mot-lan-2026-abcd")

        assert "mật khẩu dùng một lần" in page.text
        assert portal.arrived(save(visitor, page))
        assert not enters(portal, newcomer.username, "Mot-lan-2026-abcd")

    def test_the_old_one_is_not_new(
        self, keycloak: RunningKeycloak, portal: RelyingParty, visitor: Browser, newcomer: Newcomer
    ) -> None:
        self.once(keycloak, newcomer, "Mot-lan-2026-abcd")
        page = visitor.sign_in(portal.open(visitor), newcomer.username, "Mot-lan-2026-abcd")

        page = save(visitor, page, "Mot-lan-2026-abcd")

        assert page.asks_for("password-new")
        assert "chọn một mật khẩu khác" in page.text

"""Whoever holds an administrator's right signs in with a second factor, everybody else without.

In the seed of Da Nang ``hoanq`` holds ``egov-idp.admin``.
"""

import pytest

from tests.support._browser import Authenticator, Browser
from tests.support.keycloak import RunningKeycloak


@pytest.fixture(autouse=True)
def _start_afresh(keycloak: RunningKeycloak) -> None:
    for username in ("annv", "hoanq"):
        keycloak.forget("danang", username)


def _enrolled(keycloak: RunningKeycloak, visitor: Browser) -> Authenticator:
    """hoanq's first sign-in, at the portal."""
    portal = keycloak.client("danang", "portal")
    page = visitor.sign_in(portal.open(visitor), "hoanq", keycloak.password("danang", "hoanq"))
    page, app = visitor.enrol(page)
    portal.redeem(page)
    return app


def test_officer_signs_in_at_level_one(keycloak: RunningKeycloak, visitor: Browser) -> None:
    portal = keycloak.client("danang", "portal")

    tokens = portal.sign_in(visitor, "annv", keycloak.password("danang", "annv"))

    assert (tokens.claims["acr"], tokens.identity["acr"]) == ("1", "1")


def test_administrator_enrols_at_the_first_sign_in_and_is_at_level_two(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    portal = keycloak.client("danang", "portal")
    page = visitor.sign_in(portal.open(visitor), "hoanq", keycloak.password("danang", "hoanq"))

    page, _ = visitor.enrol(page)

    tokens = portal.redeem(page)
    assert (tokens.claims["acr"], tokens.identity["acr"]) == ("2", "2")


def test_administrator_gets_no_further_without_enrolling(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    portal = keycloak.client("danang", "portal")
    page = visitor.sign_in(portal.open(visitor), "hoanq", keycloak.password("danang", "hoanq"))

    assert page.asks_for("totpSecret")
    assert portal.open(visitor).asks_for("password")


def test_administrator_gives_a_code_at_the_next_sign_in(
    keycloak: RunningKeycloak, visitor: Browser, other_visitor: Browser
) -> None:
    portal = keycloak.client("danang", "portal")
    app = _enrolled(keycloak, visitor)

    page = other_visitor.sign_in(
        portal.open(other_visitor), "hoanq", keycloak.password("danang", "hoanq")
    )

    assert portal.redeem(other_visitor.give_code(page, app)).claims["acr"] == "2"


def test_wrong_code_lets_nobody_in(
    keycloak: RunningKeycloak, visitor: Browser, other_visitor: Browser
) -> None:
    portal = keycloak.client("danang", "portal")
    _enrolled(keycloak, visitor)
    page = other_visitor.sign_in(
        portal.open(other_visitor), "hoanq", keycloak.password("danang", "hoanq")
    )

    page = other_visitor.submit(page.form("otp"), otp="000000")

    assert page.asks_for("otp")


def test_second_factor_is_asked_once_in_a_session(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    onestop = keycloak.client("danang", "onestop")
    _enrolled(keycloak, visitor)

    with keycloak.granted("danang", "hoanq", "egov-idp.admin@H17", "onestop.counter@H17.08"):
        tokens = onestop.redeem(onestop.open(visitor))

    assert tokens.claims["acr"] == "2"


def test_right_that_arrives_in_a_session_of_level_one_asks_for_the_second_factor(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    portal = keycloak.client("danang", "portal")
    before = portal.sign_in(visitor, "annv", keycloak.password("danang", "annv"))

    with keycloak.granted("danang", "annv", "egov-idp.admin@H17"):
        page, _ = visitor.enrol(portal.open(visitor))
        after = portal.redeem(page)

    assert (before.claims["acr"], after.claims["acr"]) == ("1", "2")
    assert before.claims["sid"] == after.claims["sid"]


def test_silent_check_answers_that_a_second_factor_is_needed(
    keycloak: RunningKeycloak, visitor: Browser, other_visitor: Browser
) -> None:
    portal = keycloak.client("danang", "portal")
    password = keycloak.password("danang", "annv")
    with keycloak.granted("danang", "annv", "egov-idp.admin@H17"):
        page = visitor.sign_in(portal.open(visitor), "annv", password)
        visitor.enrol(page)
    portal.sign_in(other_visitor, "annv", password)

    with keycloak.granted("danang", "annv", "egov-idp.admin@H17"):
        page = portal.open(other_visitor, prompt="none")

    assert page.query["error"] == "login_required"


def test_person_with_a_second_factor_and_no_such_right_is_not_asked(
    keycloak: RunningKeycloak, visitor: Browser, other_visitor: Browser
) -> None:
    portal = keycloak.client("danang", "portal")
    password = keycloak.password("danang", "annv")
    with keycloak.granted("danang", "annv", "egov-idp.admin@H17"):
        visitor.enrol(visitor.sign_in(portal.open(visitor), "annv", password))

    assert portal.sign_in(other_visitor, "annv", password).claims["acr"] == "1"


def test_client_may_ask_anybody_for_level_two(keycloak: RunningKeycloak, visitor: Browser) -> None:
    portal = keycloak.client("danang", "portal")
    portal.sign_in(visitor, "annv", keycloak.password("danang", "annv"))

    page, _ = visitor.enrol(portal.open(visitor, acr_values="2"))

    assert portal.redeem(page).claims["acr"] == "2"


def test_level_two_survives_a_module_that_refuses(
    keycloak: RunningKeycloak, visitor: Browser, other_visitor: Browser
) -> None:
    portal, onestop = (keycloak.client("danang", name) for name in ("portal", "onestop"))
    app = _enrolled(keycloak, visitor)
    page = other_visitor.sign_in(
        onestop.open(other_visitor), "hoanq", keycloak.password("danang", "hoanq")
    )

    refused = other_visitor.give_code(page, app)

    assert refused.status == 403
    assert portal.redeem(portal.open(other_visitor)).claims["acr"] == "2"

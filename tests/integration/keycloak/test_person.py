"""What happens to a person in the directory shows at Keycloak at once, and nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support._browser import Browser
from tests.support._relying_party import RelyingParty, tokens
from tests.support.keycloak import RunningKeycloak


@pytest.fixture(autouse=True)
def _start_afresh(keycloak: RunningKeycloak) -> None:
    keycloak.forget("danang", "annv")


@pytest.fixture
def portal(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "portal")


@pytest.fixture
def onestop(keycloak: RunningKeycloak) -> RelyingParty:
    return keycloak.client("danang", "onestop")


@contextmanager
def _locked(keycloak: RunningKeycloak, username: str) -> Iterator[None]:
    directory = keycloak.directory.open("danang")
    person = keycloak.directory.person("danang", username)
    directory.set_status(person.staff_id, "locked")
    try:
        yield
    finally:
        directory.set_status(person.staff_id, "active")


def test_grant_that_is_given_opens_the_next_launch(
    keycloak: RunningKeycloak, visitor: Browser, portal: RelyingParty, onestop: RelyingParty
) -> None:
    before = portal.sign_in(visitor, "khanhvt", keycloak.password("danang", "khanhvt"))
    assert onestop.open(visitor).status == 403

    with keycloak.granted("danang", "khanhvt", "onestop.clerk@H17.08"):
        given = onestop.redeem(onestop.open(visitor))

    assert given.claims["grants"] == ["onestop.clerk@H17.08"]
    assert given.claims["sid"] == before.claims["sid"]


def test_grant_that_is_withdrawn_closes_the_next_launch(
    keycloak: RunningKeycloak, visitor: Browser, onestop: RelyingParty
) -> None:
    onestop.sign_in(visitor, "annv", keycloak.password("danang", "annv"))

    with keycloak.granted("danang", "annv"):
        assert onestop.open(visitor).status == 403

    assert onestop.arrived(onestop.open(visitor))


def test_refresh_carries_the_grants_of_that_moment(
    keycloak: RunningKeycloak, visitor: Browser, onestop: RelyingParty
) -> None:
    given = onestop.sign_in(visitor, "annv", keycloak.password("danang", "annv"))

    with keycloak.granted("danang", "annv", "onestop.head@H17.08"):
        meanwhile = tokens(onestop.refresh(given))
    with keycloak.granted("danang", "annv"):
        withdrawn = tokens(onestop.refresh(given))
    afterwards = tokens(onestop.refresh(given))

    assert meanwhile.claims["grants"] == ["onestop.head@H17.08"]
    assert withdrawn.claims.get("grants", []) == []
    assert set(afterwards.claims["grants"]) == set(given.claims["grants"])


def test_locked_person_is_refused_at_once_everywhere(
    keycloak: RunningKeycloak, visitor: Browser, portal: RelyingParty, onestop: RelyingParty
) -> None:
    given = onestop.sign_in(visitor, "annv", keycloak.password("danang", "annv"))
    assert onestop.userinfo(given.access_token).status_code == 200

    with _locked(keycloak, "annv"):
        silent = portal.open(visitor, prompt="none")
        refreshed = onestop.refresh(given)
        userinfo = onestop.userinfo(given.access_token)
        page = portal.open(visitor)

    assert silent.query["error"] == "login_required"
    assert (refreshed.status_code, refreshed.json()["error"]) == (400, "invalid_grant")
    assert userinfo.status_code == 401
    assert page.asks_for("password")


def test_locked_person_does_not_get_in_by_password(
    keycloak: RunningKeycloak, visitor: Browser, portal: RelyingParty
) -> None:
    with _locked(keycloak, "annv"):
        page = visitor.sign_in(portal.open(visitor), "annv", keycloak.password("danang", "annv"))

    assert not portal.arrived(page)


def test_restored_person_keeps_the_subject_and_the_second_factor(
    keycloak: RunningKeycloak, visitor: Browser, other_visitor: Browser, portal: RelyingParty
) -> None:
    keycloak.forget("danang", "hoanq")
    password = keycloak.password("danang", "hoanq")
    page, app = visitor.enrol(visitor.sign_in(portal.open(visitor), "hoanq", password))
    before = portal.redeem(page)

    with _locked(keycloak, "hoanq"):
        refused = other_visitor.sign_in(portal.open(other_visitor), "hoanq", password)
        assert not portal.arrived(refused)

    page = other_visitor.sign_in(portal.open(other_visitor), "hoanq", password)
    after = portal.redeem(other_visitor.give_code(page, app))
    assert (after.claims["sub"], after.claims["acr"]) == (before.claims["sub"], "2")
    keycloak.forget("danang", "hoanq")


def test_keycloak_knows_everybody_before_their_first_sign_in(keycloak: RunningKeycloak) -> None:
    for tenant in keycloak.settings.tenants:
        active = keycloak.directory.open(tenant).list_people(status="active")
        assert keycloak.admin(tenant).users_count() >= len(active)

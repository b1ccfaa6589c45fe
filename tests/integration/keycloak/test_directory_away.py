"""While the directory is away the sign-in page says so, and calls no password wrong."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest
from keycloak import KeycloakError

from tests.support._browser import Browser, Page
from tests.support._relay import Relay
from tests.support.keycloak import RunningKeycloak

RESTING = "Hệ thống đang tạm nghỉ"
WRONG = "mật khẩu không đúng"


@contextmanager
def looking_at(keycloak: RunningKeycloak, port: int) -> Iterator[None]:
    """Keycloak looks there for the directory of Da Nang."""
    admin = keycloak.admin("danang")
    kind = "org.keycloak.storage.UserStorageProvider"
    (before,) = admin.get_components({"type": kind})
    elsewhere = {**before["config"], "connectionUrl": [f"ldap://127.0.0.1:{port}"]}
    admin.update_component(before["id"], before | {"config": elsewhere})
    try:
        yield
    finally:
        admin.update_component(before["id"], before)


@contextmanager
def refusing(keycloak: RunningKeycloak) -> Iterator[None]:
    """Nobody listens where Keycloak looks for the directory of Da Nang."""
    with looking_at(keycloak, port=9):
        yield


@contextmanager
def hanging(keycloak: RunningKeycloak) -> Iterator[None]:
    with keycloak.directory.hanging():
        yield


def try_to_sign_in(keycloak: RunningKeycloak, visitor: Browser, username: str) -> Page:
    portal = keycloak.client("danang", "portal")
    page = portal.open(visitor, ui_locales="vi")
    return visitor.sign_in(page, username, keycloak.password("danang", "dungpt"))


@pytest.mark.parametrize("away", [refusing, hanging])
@pytest.mark.parametrize("username", ["dungpt", "never-seen"])
def test_page_says_the_system_is_resting(
    keycloak: RunningKeycloak, visitor: Browser, away: object, username: str
) -> None:
    keycloak.forget("danang", "dungpt")
    with away(keycloak):  # type: ignore[operator] # one of the two above
        page = try_to_sign_in(keycloak, visitor, username)
    assert RESTING in page.text
    assert WRONG not in page.text


def test_person_signs_in_once_the_directory_is_back(
    keycloak: RunningKeycloak, visitor: Browser
) -> None:
    keycloak.forget("danang", "dungpt")
    for _ in range(6):
        with refusing(keycloak):
            try_to_sign_in(keycloak, visitor, "dungpt")
    page = try_to_sign_in(keycloak, visitor, "dungpt")
    assert page.status == 0, page.text


def test_no_question_fails_once_the_connections_are_no_longer_cut(
    keycloak: RunningKeycloak,
) -> None:
    admin, annv = keycloak.admin("danang"), {"username": "annv", "exact": True}
    with closing(Relay(keycloak.layout.ports.ldap)) as relay, looking_at(keycloak, relay.port):
        for _ in range(12):  # what is broken by it is broken in some of the rounds
            with relay.cutting():
                for _ in range(5):
                    with suppress(KeycloakError):
                        admin.get_users(annv)
            found = [admin.get_users(annv)[0]["username"] for _ in range(8)]
            assert found == ["annv"] * 8


def test_unknown_name_is_still_called_wrong(keycloak: RunningKeycloak, visitor: Browser) -> None:
    assert WRONG in try_to_sign_in(keycloak, visitor, "never-seen").text

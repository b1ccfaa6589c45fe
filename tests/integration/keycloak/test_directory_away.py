"""While the directory is away the sign-in page says so, and calls no password wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support._browser import Browser, Page
from tests.support.keycloak import RunningKeycloak

RESTING = "Hệ thống đang tạm nghỉ"
WRONG = "mật khẩu không đúng"


@contextmanager
def refusing(keycloak: RunningKeycloak) -> Iterator[None]:
    """Nobody listens where Keycloak looks for the directory of Da Nang."""
    admin = keycloak.admin("danang")
    kind = "org.keycloak.storage.UserStorageProvider"
    (before,) = admin.get_components({"type": kind})
    away = {**before["config"], "connectionUrl": ["ldap://127.0.0.1:9"]}
    admin.update_component(before["id"], before | {"config": away})
    try:
        yield
    finally:
        admin.update_component(before["id"], before)


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


def test_unknown_name_is_still_called_wrong(keycloak: RunningKeycloak, visitor: Browser) -> None:
    assert WRONG in try_to_sign_in(keycloak, visitor, "never-seen").text

"""Who may open a module is decided by Keycloak, from the directory, at every launch."""

from tests.support._browser import Browser
from tests.support.keycloak import RunningKeycloak


def test_officer_enters_by_password(keycloak: RunningKeycloak, visitor: Browser) -> None:
    onestop = keycloak.client("danang", "onestop")

    page = visitor.sign_in(onestop.open(visitor), "annv", keycloak.password("danang", "annv"))

    assert onestop.redeem(page).claims["preferred_username"] == "annv"

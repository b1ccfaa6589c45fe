"""A while without the directory: nobody is thrown out, locked out or told a wrong reason.

The outage is as long as it says, because what is waited for is on Keycloak's clock.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests.integration.kit.conftest import Visitor
from tests.support._browser import Browser
from tests.support.directory import RunningDirectory
from tests.support.keycloak import RunningKeycloak

RESTING = "Hệ thống đang tạm nghỉ"
ATTEMPTS = 8
"""More sign-ins than Keycloak takes wrong passwords."""


@pytest.fixture
def officer(visitor: Visitor) -> Visitor:
    """Somebody at the counter, with portal and one-stop shop open."""
    visitor.sign_in(visitor.go("portal"))
    assert visitor.go("onestop", "/ho-so").status == 200
    return visitor


@pytest.fixture
def newcomer(visitor: Visitor) -> Iterator[Visitor]:
    """A second browser, in which nobody has signed in."""
    with Browser(stop_at=()) as browser:
        yield Visitor(browser=browser, keycloak=visitor.keycloak, settings=visitor.settings)


@pytest.fixture(
    params=[
        ("killed", 45.0),
        ("hanging", 45.0),
        pytest.param(("killed", 120.0), marks=pytest.mark.deep),
    ],
    ids=str,
)
def outage(
    request: pytest.FixtureRequest, directory: RunningDirectory
) -> tuple[Callable[[], AbstractContextManager[None]], float]:
    """What happens to the directory, and for how many seconds."""
    happens, seconds = request.param
    return {"killed": directory.killed, "hanging": directory.hanging}[happens], seconds


def test_outage_of_the_directory_costs_nobody_anything(
    officer: Visitor,
    newcomer: Visitor,
    keycloak: RunningKeycloak,
    outage: tuple[Callable[[], AbstractContextManager[None]], float],
) -> None:
    happens, seconds = outage
    before = keycloak.failures("danang", "annv")
    with happens():
        over, tried = time.monotonic() + seconds, 0
        while time.monotonic() < over or tried < ATTEMPTS:
            assert officer.go("onestop", "/ho-so").status == 200
            assert "onestop" in officer.go("portal").text
            assert RESTING in newcomer.sign_in(newcomer.go("onestop", "/ho-so")).text
            tried += 1
            time.sleep(max(0.0, min(seconds / ATTEMPTS, over - time.monotonic())))
    assert keycloak.failures("danang", "annv") == before
    assert newcomer.sign_in(newcomer.go("onestop", "/ho-so")).status == 200
    assert officer.go("onestop", "/ho-so").status == 200
    assert officer.go("portal").status == 200

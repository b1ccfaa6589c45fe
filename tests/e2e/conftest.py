"""Browsers for the journeys."""

from collections.abc import Iterator

import pytest
from egov_idp.local.platform import Platform

from tests.support.chromium import PHONE, Open
from tests.support.directory import RunningDirectory
from tests.support.keycloak import RunningKeycloak
from tests.support.pages import Desk


@pytest.fixture(autouse=True)
def _working_post_comes_back(directory: RunningDirectory) -> Iterator[None]:
    """The one of annv, which some journeys switch and other tests read."""
    an = directory.person("danang", "annv")
    yield
    directory.open("danang").set_working_post(an.staff_id, an.working_post)


@pytest.fixture
def desk(platform: Platform, keycloak: RunningKeycloak, open_browser: Open) -> Desk:
    """A browser in Da Nang that nobody has signed in with."""
    return Desk(context=open_browser(), platform=platform, keycloak=keycloak, tenant="danang")


@pytest.fixture
def phone(platform: Platform, keycloak: RunningKeycloak, open_browser: Open) -> Desk:
    """The same on a screen 360 pixels wide."""
    context = open_browser(viewport=PHONE)
    return Desk(context=context, platform=platform, keycloak=keycloak, tenant="danang")


@pytest.fixture
def plain_desk(platform: Platform, keycloak: RunningKeycloak, open_browser: Open) -> Desk:
    """The same without JavaScript."""
    context = open_browser(java_script_enabled=False)
    return Desk(context=context, platform=platform, keycloak=keycloak, tenant="danang")

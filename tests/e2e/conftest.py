"""Browsers for the journeys."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from egov_idp.local.platform import Platform

from tests.support.chromium import PHONE, Open
from tests.support.directory import RunningDirectory
from tests.support.pages import Desk, Tab

Colleague = Callable[..., Tab]


@pytest.fixture(autouse=True)
def _working_post_comes_back(directory: RunningDirectory) -> Iterator[None]:
    """The one of annv, which some journeys switch and other tests read."""
    an = directory.person("danang", "annv")
    yield
    directory.open("danang").set_working_post(an.staff_id, an.working_post)


@pytest.fixture
def desk(platform: Platform, open_browser: Open) -> Desk:
    """A browser in Da Nang that nobody has signed in with."""
    return Desk(context=open_browser(), platform=platform, tenant="danang")


@pytest.fixture
def phone(platform: Platform, open_browser: Open) -> Desk:
    """The same on a screen 360 pixels wide."""
    context = open_browser(viewport=PHONE)
    return Desk(context=context, platform=platform, tenant="danang")


@pytest.fixture
def plain_desk(platform: Platform, open_browser: Open) -> Desk:
    """The same without JavaScript."""
    context = open_browser(java_script_enabled=False)
    return Desk(context=context, platform=platform, tenant="danang")


@pytest.fixture
def colleague(platform: Platform, open_browser: Open) -> Colleague:
    """Signs somebody in at the one-stop shop in a browser of their own; options as Playwright's.

    With `Keyboard` they have no mouse.
    """

    def sign_in(
        username: str,
        kind: type[Tab] = Tab,
        **options: Any,  # noqa: ANN401 - Playwright's own
    ) -> Tab:
        context = open_browser(**options)
        desk = Desk(context=context, platform=platform, tenant="danang")
        return desk.tab(kind).open("onestop").sign_in(username)

    return sign_in

"""A Django project on the kit before the simulated sign-in server."""

import os
from collections.abc import Callable
from typing import Any

import django
import pytest
from egov_kit.host import Host
from egov_kit.module import Module
from egov_kit.settings import Settings

Wsgi = Callable[..., Any]


@pytest.fixture(scope="session")
def _configured() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.data.city.settings"
    django.setup()


@pytest.fixture
def city(host: Host, desk: Module, web_settings: Settings, _configured: None) -> Wsgi:
    """The project, with the store, providers and clock of ``host``."""
    from django.core.handlers.wsgi import WSGIHandler
    from egov_kit.django import oidc

    oidc.start(module=desk, settings=web_settings, providers=host._providers, now=host._now)
    made: Wsgi = WSGIHandler()
    return made

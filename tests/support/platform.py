"""The whole platform, started once for each test run by the same code as ``./egov up``.

Directory and Keycloak are those of their own fixtures, so each server runs once.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from egov_idp.local.layout import Layout
from egov_idp.local.platform import Platform, describe, start_modules
from egov_idp.local.supervisor import Supervisor

from tests.support.keycloak import RunningKeycloak


@pytest.fixture(scope="session")
def platform(layout: Layout, servers: Supervisor, keycloak: RunningKeycloak) -> Platform:
    """Directory, Keycloak, people API, portal and modules, on this run's ports."""
    described = describe(layout)
    assert described.settings == keycloak.settings
    start_modules(described, servers, _silently)
    return described


@contextmanager
def _silently(_what: str) -> Iterator[None]:
    yield

"""The whole platform, started once for each test run by the same code as ``./egov up``.

Directory and Keycloak are those of their own fixtures, so each server runs once.
"""

import pytest
from egov_idp.local.layout import Layout
from egov_idp.local.platform import Platform, describe, quietly, start_modules
from egov_idp.local.provinces import set_up_all
from egov_idp.local.supervisor import Supervisor

from tests.support.keycloak import RunningKeycloak


@pytest.fixture(scope="session")
def platform(layout: Layout, servers: Supervisor, keycloak: RunningKeycloak) -> Platform:
    """Directory, Keycloak, people API, portal and modules, on this run's ports."""
    described = describe(layout)
    start_modules(described, servers, quietly)
    assert set_up_all(described)
    return described

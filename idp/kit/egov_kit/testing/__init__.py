"""A pytest plug-in: people who sign in to a module under test, without any other server.

::

    # conftest.py
    pytest_plugins = ["egov_kit.testing"]

    @pytest.fixture
    def app(oidc_settings):
        app = create_app(settings=oidc_settings)   # OIDC(app, settings=oidc_settings)
        app.testing = True
        return app

    # test_files.py
    def test_reader_sees_the_files(app, person):
        ada = person("ada", grants=["files.reader@H17"])
        assert ada.browser(app).get("/").status_code == 200
        token = ada.token(app, scope="files:read")

Nothing of the kit is replaced. The sign-in server is the simulator (`egov_kit.simulator`) under a
name that resolves nowhere (``.invalid``, RFC 6761): tokens are really signed and really checked,
over TLS.
"""

from collections.abc import Callable, Iterator

import pytest

from egov_kit.settings import Settings
from egov_kit.testing.browser import Browser
from egov_kit.testing.double import Double, NotTesting, Someone

__all__ = ["Browser", "Double", "NotTesting", "Someone"]


@pytest.fixture(scope="session")
def oidc_double(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Double]:
    """The sign-in server of this test run: ``oidc_double.server`` has its faults."""
    made = Double(tmp_path_factory.mktemp("oidc"))
    yield made
    made.close()


@pytest.fixture
def oidc_settings(oidc_double: Double) -> Settings:
    """The settings with which an app trusts that server and keeps its sessions in a folder."""
    return oidc_double.settings


@pytest.fixture
def person(oidc_double: Double) -> Callable[..., Someone]:
    """See `egov_kit.testing.double.Double.person`."""
    return oidc_double.person

from collections.abc import Iterator

import pytest
from egov_kit import database
from egov_kit.settings import Settings
from flask.testing import FlaskClient

from tests.support._counter import OFFICER, Counter


@pytest.fixture
def onestop(settings: Settings) -> Settings:
    """Da Nang's one-stop shop on both databases, migrated and empty."""
    database.migrate(settings, "danang", "egov_apps.onestop", "onestop")
    return settings


@pytest.fixture
def counter(sqlite_settings: Settings) -> Iterator[Counter]:
    """Da Nang's one-stop shop with a sign-in server."""
    made = Counter(sqlite_settings)
    yield made
    made.close()


@pytest.fixture
def any_counter(settings: Settings) -> Iterator[Counter]:
    """The same, on both databases."""
    made = Counter(settings)
    yield made
    made.close()


@pytest.fixture
def officer(counter: Counter) -> FlaskClient:
    """A browser with a counter officer of the Department of Construction."""
    return counter.sign_in(OFFICER)

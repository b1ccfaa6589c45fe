from collections.abc import Iterator

import pytest
from egov_kit import database
from egov_kit.settings import Settings
from flask.testing import FlaskClient

from tests.support._counter import OFFICER, Counter
from tests.support.stores import settings_for


@pytest.fixture
def onestop(settings: Settings) -> Settings:
    """Da Nang's one-stop shop on both databases, migrated and empty."""
    database.migrate(settings, "danang", "egov_apps.onestop", "onestop")
    return settings


@pytest.fixture(scope="session")
def opened_counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """One app for all tests: its templates are compiled once."""
    folder = tmp_path_factory.mktemp("onestop")
    url = f"sqlite:///{folder}/db/{{tenant}}/{{module}}.sqlite"
    made = Counter(settings_for(url, folder))
    yield made
    made.close()
    database.close_all()


@pytest.fixture
def counter(opened_counter: Counter) -> Counter:
    """Da Nang's one-stop shop with a sign-in server, on its first day."""
    opened_counter.forget_dossiers()
    return opened_counter


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

import pytest
from egov_kit import database
from egov_kit.settings import Settings


@pytest.fixture
def onestop(settings: Settings) -> Settings:
    """Da Nang's one-stop shop on both databases, migrated and empty."""
    database.migrate(settings, "danang", "egov_apps.onestop", "onestop")
    return settings

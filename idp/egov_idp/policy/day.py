"""Which day it is where the provinces are: the day whose posts and rules count."""

from datetime import UTC, date, datetime

from egov_kit.vietnam import day_of


def today() -> date:
    """The day it is now in Vietnam."""
    return day_of(datetime.now(UTC))

"""Which day it is where the provinces are: posts and rules begin and end at midnight there."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PLACE = ZoneInfo("Asia/Ho_Chi_Minh")


def local_day(moment: datetime) -> date:
    """The day of an aware ``moment`` in Vietnam."""
    return moment.astimezone(PLACE).date()


def today() -> date:
    """The day it is now in Vietnam."""
    return local_day(datetime.now(UTC))

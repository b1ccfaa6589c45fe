"""The time of day where the provinces are: days begin and end at midnight there."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def day_of(moment: datetime) -> date:
    """The day it is in Vietnam at an aware ``moment``."""
    return moment.astimezone(VIETNAM).date()

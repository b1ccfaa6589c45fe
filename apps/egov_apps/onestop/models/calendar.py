"""Days on which the province works otherwise than the law's calendar says."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from egov_apps.onestop.models.base import Base


class CalendarChange(Base):
    """Somebody said that the offices work on a day, or do not; nothing of it is ever deleted.

    Of the changes of one day the last one that was not undone holds.
    """

    __tablename__ = "calendar_change"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date]
    works: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(300))
    basis: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID]
    made_by_name: Mapped[str] = mapped_column(String(200))
    made_post: Mapped[UUID]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]
    undone_by_name: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (Index(None, "day", "made_at"),)

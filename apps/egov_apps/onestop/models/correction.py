"""What was corrected in a dossier."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from egov_apps.onestop.models.base import Base


class DossierCorrection(Base):
    """One column of a dossier that was mistyped: what it held, and what it holds since."""

    __tablename__ = "dossier_correction"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    column: Mapped[str] = mapped_column(String(40))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID]
    made_by_name: Mapped[str] = mapped_column(String(200))
    made_post: Mapped[UUID]

    __table_args__ = (Index(None, "dossier_id", "made_at"),)

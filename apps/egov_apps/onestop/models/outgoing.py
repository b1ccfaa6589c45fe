"""What is to be told to the national portal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, ForeignKeyConstraint, Index, String, event, insert
from sqlalchemy.orm import Mapped, mapped_column

from egov_apps.onestop.models.base import Base
from egov_apps.onestop.models.dossier import DossierStep


class Outgoing(Base):
    """One step to be told.

    ``id`` also tells the portal one message from another: the same number is the same message sent
    again. ``problem`` is why it is not there yet; one that was ``refused`` is not sent again.
    """

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID]
    position: Mapped[int]
    tries: Mapped[int] = mapped_column(default=0)
    try_after: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    refused: Mapped[bool] = mapped_column(default=False)
    problem: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (
        ForeignKeyConstraint(
            ["dossier_id", "position"], ["dossier_step.dossier_id", "dossier_step.position"]
        ),
        Index(None, "dossier_id", "position", unique=True),
        Index(None, "sent_at", "try_after"),
    )


@event.listens_for(DossierStep, "after_insert")
def _put_in(_mapper: Any, connection: Connection, step: DossierStep) -> None:  # noqa: ANN401 - SQLAlchemy's
    row = {"dossier_id": step.dossier_id, "position": step.position, "try_after": step.at}
    connection.execute(insert(Outgoing).values(tries=0, refused=False, problem="", **row))

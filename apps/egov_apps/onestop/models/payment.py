"""What a dossier costs and what was paid for it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from egov_apps.onestop.models.base import Base


class Method(StrEnum):
    """How it was paid."""

    CASH = "cash"
    TRANSFER = "transfer"
    ONLINE = "online"


class PaymentState(StrEnum):
    """What became of a receipt: it stands, was written by mistake, or its money went back."""

    PAID = "paid"
    VOID = "void"
    REFUNDED = "refunded"


class DossierLevy(Base):
    """One fee or charge of a dossier, as the procedure had it when the dossier was received."""

    __tablename__ = "dossier_levy"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name_vi: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300))
    amount: Mapped[int]
    per: Mapped[str] = mapped_column(String(10))
    collect: Mapped[int]
    account: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(String(10))

    payments: Mapped[list["Payment"]] = relationship(order_by="Payment.paid_at", lazy="selectin")

    @property
    def payment(self) -> "Payment | None":
        """The receipt that settles it: paid, or refunded and thereby no longer owed."""
        return next((each for each in self.payments if each.state != PaymentState.VOID), None)


class Payment(Base):
    """One receipt: ``number`` runs without a gap in its unit and year, also over void ones.

    ``amount`` in đồng for ``quantity`` pages or copies. ``ended_*`` say who made it void or paid
    it back, and why; they are `None` while it stands.
    """

    __tablename__ = "payment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID]
    position: Mapped[int]
    unit_code: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    number: Mapped[int]
    quantity: Mapped[int]
    amount: Mapped[int]
    method: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    paid_at: Mapped[datetime]
    paid_by: Mapped[UUID]
    paid_by_name: Mapped[str] = mapped_column(String(200))
    paid_post: Mapped[UUID]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    ended_by_name: Mapped[str | None] = mapped_column(String(200))
    ended_reason: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = (
        ForeignKeyConstraint(
            ["dossier_id", "position"], ["dossier_levy.dossier_id", "dossier_levy.position"]
        ),
        UniqueConstraint("unit_code", "year", "number"),
        # Nothing is paid twice, whoever collects at the same moment.
        Index(
            "uq_payment_standing",
            "dossier_id",
            "position",
            unique=True,
            sqlite_where=state != PaymentState.VOID.value,
            postgresql_where=state != PaymentState.VOID.value,
        ),
    )


class PaymentCounter(Base):
    """The last number of a receipt of a unit in a year of Vietnam."""

    __tablename__ = "payment_counter"

    unit_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]

"""What the one-stop shop keeps: dossiers, their parts, and a counter per unit and day."""

from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any, ClassVar
from uuid import UUID

from egov_kit.database import NAMING, UtcDateTime
from sqlalchemy import ForeignKey, Index, MetaData, String, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Status(IntEnum):
    """The national list of dossier statuses."""

    REGISTERED = 1
    RECEIVED = 2
    REFUSED = 3
    PROCESSING = 4
    SUPPLEMENT = 5
    PAYMENT = 6
    WITHDRAWN = 7
    STOPPED = 8
    PROCESSED = 9
    RETURNED = 10


class Channel(IntEnum):
    """The national list of intake channels."""

    DIRECT = 1
    ONLINE = 2
    POST = 3


class CopyKind(IntEnum):
    """The national list of kinds of a part handed in."""

    ORIGINAL = 0
    COPY = 1
    ELECTRONIC = 2


class ApplicantType(StrEnum):
    """Who applies. Interfaces number these differently, so the numbers are theirs to map."""

    CITIZEN = "citizen"
    HOUSEHOLD_BUSINESS = "household-business"
    ENTERPRISE = "enterprise"
    ORGANISATION = "organisation"


class ResultWay(StrEnum):
    """How the applicant wants the result."""

    COUNTER = "counter"
    POST = "post"
    ELECTRONIC = "electronic"


class Base(DeclarativeBase):
    """The tables of the module."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, UUID: Uuid}


class Dossier(Base):
    """A dossier as it was received.

    Names, time and fee of the procedure are those of the version in force then: a later change of
    the catalogue never changes a dossier. ``received_*`` say who received it in which capacity.
    """

    __tablename__ = "dossier"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    tracking_secret: Mapped[str] = mapped_column(String(8))
    submission_id: Mapped[UUID] = mapped_column(unique=True)
    submission_digest: Mapped[str] = mapped_column(String(64))

    unit_code: Mapped[str] = mapped_column(String(40))
    status: Mapped[int]
    channel: Mapped[int]
    received_at: Mapped[datetime]
    received_by: Mapped[UUID]
    received_by_name: Mapped[str] = mapped_column(String(200))
    received_post: Mapped[UUID]
    received_title: Mapped[str] = mapped_column(String(60))
    received_acting: Mapped[bool]

    procedure_code: Mapped[str] = mapped_column(String(30))
    procedure_start: Mapped[date]
    procedure_name_vi: Mapped[str] = mapped_column(String(500))
    procedure_name_en: Mapped[str] = mapped_column(String(500))
    procedure_verified: Mapped[bool]
    processing_amount: Mapped[int]
    processing_unit: Mapped[str] = mapped_column(String(10))
    fee_amount: Mapped[int]
    fee_per: Mapped[str] = mapped_column(String(10))

    applicant_type: Mapped[str] = mapped_column(String(20))
    applicant_name: Mapped[str] = mapped_column(String(200))
    applicant_number: Mapped[str] = mapped_column(String(20))
    applicant_address: Mapped[str] = mapped_column(String(300))
    applicant_phone: Mapped[str] = mapped_column(String(20))
    applicant_email: Mapped[str] = mapped_column(String(254))
    delegate_name: Mapped[str] = mapped_column(String(200))
    delegate_number: Mapped[str] = mapped_column(String(20))
    sets: Mapped[int]
    result_way: Mapped[str] = mapped_column(String(20))
    search_text: Mapped[str] = mapped_column(Text)
    """Code and applicant, folded."""

    parts: Mapped[list["DossierPart"]] = relationship(
        order_by="DossierPart.position", lazy="selectin"
    )

    __table_args__ = (Index(None, "unit_code", "received_at"), Index(None, "received_at"))


class DossierPart(Base):
    """One paper that was handed in."""

    __tablename__ = "dossier_part"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name_vi: Mapped[str] = mapped_column(String(500))
    name_en: Mapped[str] = mapped_column(String(500))
    copies: Mapped[int]
    kind: Mapped[int]


class DossierCounter(Base):
    """The last number drawn by a unit on a day in Vietnam."""

    __tablename__ = "dossier_counter"

    unit_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]

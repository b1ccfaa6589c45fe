"""What the one-stop shop keeps: dossiers, their parts and life, and a counter per unit and day."""

from datetime import date, datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from egov_apps.onestop.models.base import Base
from egov_apps.onestop.models.payment import DossierLevy
from egov_apps.onestop.workflow import State, Status, national


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


class Financial(StrEnum):
    """The financial line: whether what the dossier costs has been paid."""

    FREE = "free"
    UNPAID = "unpaid"
    PAID = "paid"
    REFUNDED = "refunded"


class Delivery(StrEnum):
    """The line of the result: whether it lies at the desk, and whether the applicant has it."""

    NONE = "none"
    READY = "ready"
    DELIVERED = "delivered"


class Sync(StrEnum):
    """The line of synchronisation: whether the national portal knows the dossier as it is."""

    PENDING = "pending"
    SENT = "sent"
    REFUSED = "refused"


class PauseKind(StrEnum):
    """Why the clock stands still: papers are missing, or money."""

    SUPPLEMENT = "supplement"
    PAYMENT = "payment"


class Dossier(Base):
    """A dossier as it was received, and where it is now.

    Names, time and levies of the procedure are those of the version in force then: a later change
    of the catalogue never changes a dossier. ``received_*`` say who received it in which capacity.
    Of its four lines ``state`` is the business one. ``version`` grows with every change.
    """

    __tablename__ = "dossier"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    tracking_secret: Mapped[str] = mapped_column(String(8))
    submission_id: Mapped[UUID] = mapped_column(unique=True)
    submission_digest: Mapped[str] = mapped_column(String(64))

    unit_code: Mapped[str] = mapped_column(String(40))
    """The unit that received it, at whose desk the result is returned."""
    at_unit: Mapped[str] = mapped_column(String(40))
    """The unit that works on it."""
    state: Mapped[str] = mapped_column(String(20))
    financial: Mapped[str] = mapped_column(String(20))
    delivery: Mapped[str] = mapped_column(String(20), default=Delivery.NONE)
    sync: Mapped[str] = mapped_column(String(20), default=Sync.PENDING)
    version: Mapped[int] = mapped_column(nullable=False)
    holder: Mapped[UUID | None]
    """Who has claimed it; `None` if any colleague may."""
    holder_name: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[int]
    received_at: Mapped[datetime]
    received_by: Mapped[UUID]
    received_by_name: Mapped[str] = mapped_column(String(200))
    received_post: Mapped[UUID]
    received_title: Mapped[str] = mapped_column(String(60))
    received_acting: Mapped[bool]
    due_at: Mapped[datetime | None]
    """When the result is due; `None` during a pause, and in what is older than the reckoning."""
    extended_by: Mapped[int] = mapped_column(default=0)
    """What the one new appointment added, in the procedure's unit of time; 0 if there was none."""
    result_number: Mapped[str] = mapped_column(String(60), default="")
    finished_at: Mapped[datetime | None]
    """When the work on it ended, with a result or without."""
    returned_at: Mapped[datetime | None]

    procedure_code: Mapped[str] = mapped_column(String(30))
    procedure_start: Mapped[date]
    procedure_name_vi: Mapped[str] = mapped_column(String(500))
    procedure_name_en: Mapped[str] = mapped_column(String(500))
    procedure_verified: Mapped[bool]
    processing_amount: Mapped[int]
    processing_unit: Mapped[str] = mapped_column(String(10))
    field_code: Mapped[str] = mapped_column(String(40))
    helper_unit: Mapped[str] = mapped_column(String(40))
    """The unit where the applicant was helped."""
    competent_unit: Mapped[str] = mapped_column(String(40))
    """The unit that decides, by the procedure and wherever the dossier was received."""

    applicant_type: Mapped[str] = mapped_column(String(20))
    applicant_name: Mapped[str] = mapped_column(String(200))
    applicant_number: Mapped[str] = mapped_column(String(20))
    applicant_address: Mapped[str] = mapped_column(String(300))
    applicant_phone: Mapped[str] = mapped_column(String(20))
    applicant_email: Mapped[str] = mapped_column(String(254))
    delegate_name: Mapped[str] = mapped_column(String(200))
    delegate_number: Mapped[str] = mapped_column(String(20))
    postal_name: Mapped[str] = mapped_column(String(200))
    postal_phone: Mapped[str] = mapped_column(String(20))
    postal_address: Mapped[str] = mapped_column(String(300))
    sets: Mapped[int]
    result_way: Mapped[str] = mapped_column(String(20))
    search_text: Mapped[str] = mapped_column(Text)
    """Code and applicant, folded."""

    parts: Mapped[list["DossierPart"]] = relationship(
        order_by="DossierPart.position", lazy="selectin"
    )

    levies: Mapped[list[DossierLevy]] = relationship(order_by=DossierLevy.position, lazy="selectin")
    steps: Mapped[list["DossierStep"]] = relationship(order_by="DossierStep.position")
    pauses: Mapped[list["DossierPause"]] = relationship(order_by="DossierPause.position")

    __table_args__ = (
        Index(None, "unit_code", "received_at"),
        Index(None, "received_at"),
        Index(None, "field_code", "received_at"),
        Index(None, "applicant_number", "received_at"),
        Index(None, "state", "at_unit", "due_at"),
        Index(None, "state", "unit_code", "due_at"),
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it so

    @property
    def status(self) -> Status:
        """The national status."""
        return national(State(self.state))


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


class DossierStep(Base):
    """One thing that was done with a dossier, by whom and in which capacity, and what came of it.

    ``acting`` says that the post was held for somebody else, ``for_name`` whose work was taken
    over. ``version``, ``to_unit``, ``due_at`` are those of the dossier afterwards; ``from_state``
    is empty in the first step.
    """

    __tablename__ = "dossier_step"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    action: Mapped[str] = mapped_column(String(30))
    from_state: Mapped[str] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    to_unit: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    staff_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(200))
    post: Mapped[UUID]
    unit_code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(60))
    acting: Mapped[bool]
    for_name: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    legal_basis: Mapped[str] = mapped_column(Text, default="")
    due_at: Mapped[datetime | None]


class DossierPause(Base):
    """A time in which the clock stood still; ``ended_at`` is `None` while it does.

    A second request for papers names its ``legal_basis``, the ``stage`` at which it came up and its
    ``approver``.
    """

    __tablename__ = "dossier_pause"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")
    legal_basis: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[str] = mapped_column(String(200), default="")
    approver: Mapped[str] = mapped_column(String(200), default="")
    defects: Mapped[list["DossierDefect"]] = relationship(
        order_by="DossierDefect.position", lazy="selectin"
    )


class DossierDefect(Base):
    """One line of the list of what is missing or wrong; without a part it is of the whole."""

    __tablename__ = "dossier_defect"

    dossier_id: Mapped[UUID] = mapped_column(primary_key=True)
    pause: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    part_vi: Mapped[str] = mapped_column(String(500))
    part_en: Mapped[str] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        ForeignKeyConstraint(
            ["dossier_id", "pause"], ["dossier_pause.dossier_id", "dossier_pause.position"]
        ),
    )


class DossierOpening(Base):
    """Somebody opened the page of a dossier, in the capacity of a post if they hold one."""

    __tablename__ = "dossier_opening"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    at: Mapped[datetime]
    staff_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(200))
    unit_code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(60))

    __table_args__ = (Index(None, "dossier_id", "at"),)


class DossierCounter(Base):
    """The last number drawn by a unit on a day in Vietnam."""

    __tablename__ = "dossier_counter"

    unit_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class TrackingTries(Base):
    """How often a tracking code was wrong for a code in the hour that ``began_at`` began.

    ``address`` is a digest of where it was tried from, or empty: from anywhere.
    """

    __tablename__ = "tracking_tries"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    address: Mapped[str] = mapped_column(String(64), primary_key=True)
    began_at: Mapped[datetime]
    wrong: Mapped[int]

    __table_args__ = (Index(None, "began_at"),)

"""What is sent and answered, in JSON: the same classes read it, write it and describe it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from egov_apps.onestop.models import ApplicantType, CopyKind, Delivery, Financial, ResultWay, Sync
from egov_apps.onestop.workflow import State


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Applicant(_Body):
    """Who applies. Digits may be grouped with spaces and dots."""

    type: ApplicantType = ApplicantType.CITIZEN
    name: str
    number: str
    address: str
    phone: str = ""
    email: str = ""


class Delegate(_Body):
    """Who hands it in for the applicant."""

    name: str
    number: str


class Part(_Body):
    """One paper that is handed in: a code of the procedure's parts, 0 original, 1 copy, 2 file."""

    code: str
    copies: Annotated[int, Field(ge=1, le=99)]
    kind: CopyKind = CopyKind.ELECTRONIC


class NewDossier(_Body):
    """An application that came online; ``unit`` is the unit that is to receive it."""

    procedure: str
    unit: str
    applicant: Applicant
    delegate: Delegate | None = None
    parts: list[Part]
    sets: Annotated[int, Field(ge=1, le=99)] = 1
    result_way: ResultWay = ResultWay.ELECTRONIC


class Result(_Body):
    """The result of a dossier, numbered elsewhere: with it the dossier is done."""

    number: Annotated[str, Field(min_length=1, max_length=60)]
    version: int


class Lines(_Body):
    """The four lines of a dossier's state."""

    business: State
    financial: Financial
    delivery: Delivery
    sync: Sync


class Dossier(_Body):
    """A dossier as it is now. ``status`` is the national status, 1 to 10."""

    id: UUID
    code: str
    version: int
    status: int
    lines: Lines
    procedure: str
    unit: str
    received_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    result_number: str | None


class Created(_Body):
    """A dossier that was made, with the secret that its applicant follows it by."""

    dossier: Dossier
    tracking_secret: str


class Step(_Body):
    """One thing that was done. ``status`` is the national status it led to."""

    position: int
    at: datetime
    action: str
    status: int
    state: State
    unit: str
    officer: str
    title: str
    due_at: datetime | None


class Progress(_Body):
    """All that was done with a dossier, the oldest first."""

    code: str
    steps: list[Step]


class Mistake(_Body):
    """One thing in a body that cannot be taken; ``at`` is a JSON pointer (RFC 6901)."""

    at: str
    text: str


class Problem(BaseModel):
    """Why something was not done (RFC 9457); ``code`` is for programs and never changes."""

    type: Literal["about:blank"]
    title: str
    status: int
    code: str
    detail: str
    mistakes: list[Mistake] = []

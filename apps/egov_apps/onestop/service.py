"""The rules of the counter: how a dossier is received and who may read it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4

from egov_kit.grants import Post
from egov_kit.vietnam import day_of
from sqlalchemy.orm import Session

from egov_apps.onestop.catalogue import Part, Procedure
from egov_apps.onestop.codes import SECRET_LENGTH, SECRET_LETTERS, DossierCode
from egov_apps.onestop.errors import AlreadyRecorded, DossierUnknown, SubmissionReused
from egov_apps.onestop.models import (
    ApplicantType,
    Channel,
    CopyKind,
    Dossier,
    DossierPart,
    ResultWay,
    Status,
)
from egov_apps.onestop.repository import DossierPage, DossierRepository
from egov_apps.onestop.texts import fold, words

PAGE: Final = 20


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """A part of the procedure as it was handed in; ``copies`` is at least 1."""

    part: Part
    copies: int
    kind: CopyKind


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Whose dossier it is (chủ hồ sơ); texts are clean and may be empty but for name and number."""

    type: ApplicantType
    name: str
    number: str
    address: str
    phone: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Delegate:
    """Who hands it in for the applicant (người được ủy quyền); empty if the applicant does."""

    name: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Intake:
    """All that the officer typed. ``submission_id`` is the form's own: one form, one dossier."""

    submission_id: UUID
    procedure: Procedure
    applicant: Applicant
    delegate: Delegate
    parts: tuple[HandedIn, ...]
    sets: int
    result_way: ResultWay


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """Who receives, and in which capacity: the dossier belongs to the post's unit."""

    staff_id: UUID
    name: str
    post: Post


def receive(
    session: Session,
    intake: Intake,
    receiver: Receiver,
    *,
    now: datetime,
    choose: Callable[[str], str],
) -> Dossier:
    """Record a dossier and give it the next number of its unit and day.

    The same form sent again gives the dossier it led to; with other content it raises
    `SubmissionReused`. ``choose`` picks one letter at random. The number is used when the
    caller's transaction commits and given back when it does not.
    """
    repository = DossierRepository(session)
    digest = _digest(intake, receiver)
    if found := repository.find_by_submission(intake.submission_id):
        return _the_same(found, digest, receiver)
    try:
        # This gives the number back if another process records the same form first.
        with repository.step():
            return _record(repository, intake, receiver, digest, now=now, choose=choose)
    except AlreadyRecorded:
        found = repository.find_by_submission(intake.submission_id)
        if found is None:
            raise
        return _the_same(found, digest, receiver)


def find_unit(session: Session, dossier_id: UUID) -> str | None:
    """The unit that received a dossier, `None` if there is no such dossier."""
    return DossierRepository(session).find_unit(dossier_id)


def get_dossier(session: Session, dossier_id: UUID, units: Sequence[str]) -> Dossier:
    """A dossier that one of ``units`` covers; raises `DossierUnknown`."""
    found = DossierRepository(session).find(dossier_id, units)
    if found is None:
        raise DossierUnknown(dossier_id)
    return found


def search(session: Session, units: Sequence[str], text: str, page: int) -> DossierPage:
    """One page (from 1) of the dossiers that ``units`` cover, newest first.

    ``text`` is searched in code and applicant without tones; all its words must be there.
    """
    return DossierRepository(session).get_page(
        units, words(text), offset=(page - 1) * PAGE, limit=PAGE
    )


def _record(
    repository: DossierRepository,
    intake: Intake,
    receiver: Receiver,
    digest: str,
    *,
    now: datetime,
    choose: Callable[[str], str],
) -> Dossier:
    day, unit = day_of(now), receiver.post.unit
    code = str(DossierCode(unit=unit, day=day, number=repository.draw_number(unit, day)))
    dossier = Dossier(
        id=uuid4(),
        code=code,
        tracking_secret="".join(choose(SECRET_LETTERS) for _ in range(SECRET_LENGTH)),
        submission_id=intake.submission_id,
        submission_digest=digest,
        status=Status.RECEIVED,
        channel=Channel.DIRECT,
        sets=intake.sets,
        result_way=intake.result_way,
        search_text=fold(f"{code} {intake.applicant.name}"),
        parts=_parts(intake),
        **_reception(receiver, now),
        **_procedure(intake.procedure),
        **_people(intake),
    )
    repository.add(dossier)
    return dossier


def _reception(receiver: Receiver, now: datetime) -> dict[str, object]:
    return {
        "unit_code": receiver.post.unit,
        "received_at": now,
        "received_by": receiver.staff_id,
        "received_by_name": receiver.name,
        "received_post": receiver.post.id,
        "received_title": receiver.post.title,
        "received_acting": receiver.post.acting,
    }


def _procedure(procedure: Procedure) -> dict[str, object]:
    return {
        "procedure_code": procedure.code,
        "procedure_start": procedure.start,
        "procedure_name_vi": procedure.name["vi"],
        "procedure_name_en": procedure.name["en"],
        "procedure_verified": procedure.verified,
        "processing_amount": procedure.processing.amount,
        "processing_unit": procedure.processing.unit,
        "fee_amount": procedure.fee.amount,
        "fee_per": procedure.fee.per,
    }


def _people(intake: Intake) -> dict[str, object]:
    applicant = {f"applicant_{key}": value for key, value in asdict(intake.applicant).items()}
    delegate = {f"delegate_{key}": value for key, value in asdict(intake.delegate).items()}
    return applicant | delegate


def _parts(intake: Intake) -> list[DossierPart]:
    return [
        DossierPart(
            position=position,
            code=each.part.code,
            name_vi=each.part.name["vi"],
            name_en=each.part.name["en"],
            copies=each.copies,
            kind=each.kind,
        )
        for position, each in enumerate(intake.parts, start=1)
    ]


def _digest(intake: Intake, receiver: Receiver) -> str:
    content = {
        "by": str(receiver.staff_id),
        "unit": receiver.post.unit,
        "procedure": [intake.procedure.code, intake.procedure.start.isoformat()],
        "people": _people(intake),
        "parts": [(each.part.code, each.copies, each.kind) for each in intake.parts],
        "sets": intake.sets,
        "result_way": intake.result_way,
    }
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _the_same(found: Dossier, digest: str, receiver: Receiver) -> Dossier:
    if found.submission_digest == digest:
        return found
    raise SubmissionReused(found.code if found.received_by == receiver.staff_id else None)

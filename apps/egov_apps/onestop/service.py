"""The rules of the counter: how a dossier is received and who may read it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4

from egov_kit.texts import fold, words
from egov_kit.vietnam import day_of
from sqlalchemy.orm import Session

from egov_apps.onestop.acts import first_step
from egov_apps.onestop.catalogue import Part, Procedure
from egov_apps.onestop.codes import SECRET_LENGTH, SECRET_LETTERS, DossierCode
from egov_apps.onestop.deadline import Clock, due
from egov_apps.onestop.errors import AlreadyRecorded, DossierUnknown, SubmissionReused
from egov_apps.onestop.models import (
    Channel,
    CopyKind,
    Dossier,
    DossierLevy,
    DossierPart,
    ResultWay,
)
from egov_apps.onestop.numbering import step
from egov_apps.onestop.office_days import clock_of
from egov_apps.onestop.officer import Officer
from egov_apps.onestop.payments import financial
from egov_apps.onestop.people import (
    THE_APPLICANT,
    Applicant,
    Delegate,
    Handover,
    Postal,
    columns,
)
from egov_apps.onestop.repository import DossierPage, DossierRepository
from egov_apps.onestop.workflow import Action, State

PAGE: Final = 20


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """A part of the procedure as it was handed in; ``copies`` is at least 1."""

    part: Part
    copies: int
    kind: CopyKind


@dataclass(frozen=True, kw_only=True)
class Intake:
    """All that the officer typed. ``submission_id`` is the form's own: one form, one dossier.

    ``helper_unit`` is where the applicant was helped and ``competent_unit`` decides; empty, either
    is the unit that receives.
    """

    submission_id: UUID
    procedure: Procedure
    applicant: Applicant
    delegate: Delegate
    parts: tuple[HandedIn, ...]
    sets: int
    result_way: ResultWay
    postal: Postal = THE_APPLICANT
    helper_unit: str = ""
    competent_unit: str = ""


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """How a dossier comes in, and where its life begins."""

    channel: Channel
    state: State
    action: Action


_AT_THE_COUNTER: Final = _Entry(channel=Channel.DIRECT, state=State.RECEIVED, action=Action.RECEIVE)
_ONLINE: Final = _Entry(channel=Channel.ONLINE, state=State.REGISTERED, action=Action.REGISTER)


def receive(
    session: Session,
    intake: Intake,
    receiver: Officer,
    *,
    now: datetime,
    choose: Callable[[str], str],
) -> Dossier:
    """Record a dossier of the receiver's unit and give it the next number of that unit and day.

    The same form sent again gives the dossier it led to; with other content it raises
    `SubmissionReused`. ``choose`` picks one letter at random. The number is used when the
    caller's transaction commits and given back when it does not.
    """
    return _enter(session, intake, receiver, _AT_THE_COUNTER, now=now, choose=choose)


def register(
    session: Session,
    intake: Intake,
    sender: Officer,
    *,
    now: datetime,
    choose: Callable[[str], str],
) -> Dossier:
    """Record what came online: like `receive`, but its clock starts when a counter accepts it."""
    return _enter(session, intake, sender, _ONLINE, now=now, choose=choose)


def _enter(
    session: Session,
    intake: Intake,
    receiver: Officer,
    entry: _Entry,
    *,
    now: datetime,
    choose: Callable[[str], str],
) -> Dossier:
    repository = DossierRepository(session)
    digest = _digest(intake, receiver)
    if found := repository.find_by_submission(intake.submission_id):
        return _the_same(found, digest, receiver)
    try:
        # This gives the number back if another process records the same form first.
        with step(session):
            clock = clock_of(session, day_of(now))
            return _record(
                repository, intake, receiver, entry, digest, clock, now=now, choose=choose
            )
    except AlreadyRecorded:
        found = repository.find_by_submission(intake.submission_id)
        if found is None:
            raise
        return _the_same(found, digest, receiver)


def find_dossier(session: Session, dossier_id: UUID) -> Dossier | None:
    """A dossier, wherever it is: for whoever decides who may have it."""
    return DossierRepository(session).find_any(dossier_id)


def get_dossier(session: Session, dossier_id: UUID, units: Sequence[str]) -> Dossier:
    """A dossier that was received or is worked on within ``units``; raises `DossierUnknown`."""
    found = DossierRepository(session).find(dossier_id, units)
    if found is None:
        raise DossierUnknown(dossier_id)
    return found


def find_by_code(session: Session, code: str, units: Sequence[str]) -> Dossier | None:
    """The dossier of that code, if one of ``units`` covers it."""
    return DossierRepository(session).find_by_code(code, units)


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
    receiver: Officer,
    entry: _Entry,
    digest: str,
    clock: Clock,
    *,
    now: datetime,
    choose: Callable[[str], str],
) -> Dossier:
    day, unit = day_of(now), receiver.post.unit
    code = str(DossierCode(unit=unit, day=day, number=repository.draw_number(unit, day)))
    levies, counted = _levies(intake.procedure), entry is _AT_THE_COUNTER
    dossier = Dossier(
        id=uuid4(),
        code=code,
        tracking_secret="".join(choose(SECRET_LETTERS) for _ in range(SECRET_LENGTH)),
        submission_id=intake.submission_id,
        submission_digest=digest,
        state=entry.state,
        at_unit=unit,
        financial=financial(levies),
        levies=levies,
        channel=entry.channel,
        search_text=fold(f"{code} {intake.applicant.name}"),
        parts=_parts(intake),
        due_at=due(now, intake.procedure.processing, [], clock) if counted else None,
        helper_unit=intake.helper_unit or unit,
        competent_unit=intake.competent_unit or unit,
        **_reception(receiver, now),
        **_procedure(intake.procedure),
        **_handover(intake),
    )
    dossier.steps.append(first_step(dossier, receiver, entry.action, now))
    repository.add(dossier)
    return dossier


def _reception(receiver: Officer, now: datetime) -> dict[str, object]:
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
        "field_code": procedure.field.code,
    }


def _handover(intake: Intake) -> dict[str, str | int]:
    return columns(
        Handover(
            applicant=intake.applicant,
            delegate=intake.delegate,
            postal=intake.postal,
            sets=intake.sets,
            result_way=intake.result_way,
        )
    )


def _levies(procedure: Procedure) -> list[DossierLevy]:
    return [
        DossierLevy(
            position=position,
            kind=each.kind,
            name_vi=each.name["vi"],
            name_en=each.name["en"],
            amount=each.amount,
            per=each.per,
            collect=each.collect,
            account=each.account,
            item=each.item,
        )
        for position, each in enumerate(procedure.levies, start=1)
    ]


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


def _digest(intake: Intake, receiver: Officer) -> str:
    content = {
        "by": str(receiver.staff_id),
        "unit": receiver.post.unit,
        "procedure": [intake.procedure.code, intake.procedure.start.isoformat()],
        "handover": _handover(intake),
        "units": [intake.helper_unit, intake.competent_unit],
        "parts": [(each.part.code, each.copies, each.kind) for each in intake.parts],
    }
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _the_same(found: Dossier, digest: str, receiver: Officer) -> Dossier:
    if found.submission_digest == digest:
        return found
    raise SubmissionReused(found.code if found.received_by == receiver.staff_id else None)

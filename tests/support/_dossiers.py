"""Intakes and receivers for tests of the one-stop shop."""

import secrets
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from egov_apps.onestop.catalogue import Duration, catalogue
from egov_apps.onestop.models import ApplicantType, CopyKind, Dossier, ResultWay
from egov_apps.onestop.officer import Officer
from egov_apps.onestop.people import Applicant, Delegate
from egov_apps.onestop.service import HandedIn, Intake, receive
from egov_kit.grants import Grant, Post
from sqlalchemy.orm import Session

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
"""Noon in Vietnam."""


def an_intake(
    name: str = "Trần Thị Đào", submission_id: UUID | None = None, procedure_code: str = "1.001193"
) -> Intake:
    procedure = catalogue().get(procedure_code, date(2026, 11, 20))
    return Intake(
        submission_id=submission_id or uuid4(),
        procedure=procedure,
        applicant=Applicant(
            type=ApplicantType.CITIZEN,
            name=name,
            number="048190001234",
            address="12 Bạch Đằng, phường Hải Châu",
            phone="0905123456",
            email="",
        ),
        delegate=Delegate(name="", number=""),
        parts=(HandedIn(part=procedure.parts[0], copies=2, kind=CopyKind.ORIGINAL),),
        sets=1,
        result_way=ResultWay.COUNTER,
    )


def a_receiver(unit: str = "H17.08") -> Officer:
    post = Post(id=uuid4(), unit=unit, title="counter-officer", acting=False)
    return Officer(staff_id=uuid4(), name="Nguyễn Văn An", post=post)


def record(
    session: Session,
    intake: Intake | None = None,
    receiver: Officer | None = None,
    *,
    now: datetime = NOON,
) -> Dossier:
    return receive(
        session, intake or an_intake(), receiver or a_receiver(), now=now, choose=secrets.choice
    )


def with_name(intake: Intake, name: str) -> Intake:
    return replace(intake, applicant=replace(intake.applicant, name=name))


def an_officer(
    *roles: str, unit: str = "H17.08", acting: bool = False, name: str = "Lê Thị Bình"
) -> Officer:
    """Somebody whose post gives them ``roles`` in ``unit``."""
    grants = tuple(Grant(module="onestop", role=each, unit=unit) for each in roles)
    post = Post(id=uuid4(), unit=unit, title=roles[0], acting=acting)
    return Officer(staff_id=uuid4(), name=name, post=post, grants=grants)


def in_days(amount: int) -> Intake:
    """An intake under a version of its procedure that takes so many working days."""
    intake = an_intake()
    time = Duration(amount=amount, unit="day")
    return replace(intake, procedure=replace(intake.procedure, processing=time))

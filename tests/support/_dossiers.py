"""Intakes and receivers for tests of the one-stop shop."""

import secrets
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from egov_apps.onestop.catalogue import catalogue
from egov_apps.onestop.models import ApplicantType, CopyKind, Dossier, ResultWay
from egov_apps.onestop.service import Applicant, Delegate, HandedIn, Intake, Receiver, receive
from egov_kit.grants import Post
from sqlalchemy.orm import Session

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
"""Noon in Vietnam."""


def an_intake(name: str = "Trần Thị Đào", submission_id: UUID | None = None) -> Intake:
    procedure = catalogue().get("1.001193", date(2026, 11, 20))
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


def a_receiver(unit: str = "H17.08") -> Receiver:
    post = Post(id=uuid4(), unit=unit, title="counter-officer", acting=False)
    return Receiver(staff_id=uuid4(), name="Nguyễn Văn An", post=post)


def record(
    session: Session,
    intake: Intake | None = None,
    receiver: Receiver | None = None,
    *,
    now: datetime = NOON,
) -> Dossier:
    return receive(
        session, intake or an_intake(), receiver or a_receiver(), now=now, choose=secrets.choice
    )


def with_name(intake: Intake, name: str) -> Intake:
    return replace(intake, applicant=replace(intake.applicant, name=name))

"""Three people, three units, and what was mistyped about them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from egov_apps.onestop.corrections import correct, list_corrections
from egov_apps.onestop.errors import NotCorrectable, NothingCorrected
from egov_apps.onestop.models import Dossier, ResultWay
from egov_apps.onestop.people import Delegate, Handover, Postal
from egov_apps.onestop.service import Intake, search
from egov_apps.onestop.workflow import State
from egov_kit import database
from egov_kit.settings import Settings
from sqlalchemy.orm import Session

from tests.support._dossiers import NOON, a_receiver, an_intake, record
from tests.support._life import lead


@pytest.fixture
def session(onestop: Settings) -> Iterator[Session]:
    with database.transaction(onestop, "danang", "onestop") as session:
        yield session


def handover(intake: Intake, name: str) -> Handover:
    return Handover(
        applicant=replace(intake.applicant, name=name),
        delegate=intake.delegate,
        postal=intake.postal,
        sets=intake.sets,
        result_way=intake.result_way,
    )


def corrected(session: Session, dossier: Dossier, name: str) -> None:
    right = handover(an_intake(), name)
    correct(session, dossier, right, "Gõ nhầm tên", a_receiver(), now=NOON)


def test_domain_5_owner_submitter_and_postal_receiver_are_three_people(session: Session) -> None:
    intake = replace(
        an_intake("Trần Thị Đào"),
        delegate=Delegate(name="Lê Văn Bình", number="048090001234"),
        postal=Postal(name="Phạm Thị Dung", phone="0905000111", address="3 Lê Lợi"),
        result_way=ResultWay.POST,
    )

    dossier = record(session, intake)

    people = (dossier.applicant_name, dossier.delegate_name, dossier.postal_name)
    assert people == ("Trần Thị Đào", "Lê Văn Bình", "Phạm Thị Dung")


def test_domain_6_helper_receiving_and_competent_unit_are_three(session: Session) -> None:
    intake = replace(an_intake(), helper_unit="H17.20.04", competent_unit="H17.08")

    dossier = record(session, intake, a_receiver("H17.30"))

    units = (dossier.helper_unit, dossier.unit_code, dossier.competent_unit)
    assert units == ("H17.20.04", "H17.30", "H17.08")


def test_a_correction_keeps_what_was_there_and_who_changed_it(session: Session) -> None:
    dossier = record(session, an_intake("Trần Thị Đao"))

    corrected(session, dossier, "Trần Thị Đào")

    [kept] = list_corrections(session, dossier.id)
    assert (kept.column, kept.before, kept.after) == (
        "applicant_name",
        "Trần Thị Đao",
        "Trần Thị Đào",
    )
    assert (kept.reason, kept.made_by_name) == ("Gõ nhầm tên", "Nguyễn Văn An")


def test_a_corrected_dossier_is_found_by_its_right_name(session: Session) -> None:
    dossier = record(session, an_intake("Nguyễn Văn Sai"))
    corrected(session, dossier, "Nguyễn Văn Đúng")

    assert search(session, ["H17"], "dung", 1).total == 1
    assert search(session, ["H17"], "sai", 1).total == 0


def test_what_is_right_already_is_no_correction(session: Session) -> None:
    dossier = record(session, an_intake("Trần Thị Đào"))

    with pytest.raises(NothingCorrected):
        corrected(session, dossier, "Trần Thị Đào")


def test_a_dossier_that_has_ended_is_not_corrected(session: Session) -> None:
    dossier = lead(session, record(session), State.WITHDRAWN)

    with pytest.raises(NotCorrectable):
        corrected(session, dossier, "Lê Văn Bình")


def test_a_void_dossier_leaves_no_hole_in_the_numbers(session: Session) -> None:
    void = lead(session, record(session), State.VOID)

    assert [void.code[-4:], record(session).code[-4:]] == ["0001", "0002"]

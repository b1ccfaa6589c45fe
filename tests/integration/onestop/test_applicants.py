"""Who applied before is found on the way to an intake."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from egov_apps.onestop.applicants import MOST, find_applicants
from egov_apps.onestop.models import Dossier, DossierOpening
from egov_kit import database
from egov_kit.settings import Settings
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support._counter import HOST, OFFICER, Counter, hidden
from tests.support._dossiers import NOON, a_receiver, an_intake, record


@pytest.fixture
def session(onestop: Settings) -> Iterator[Session]:
    with database.transaction(onestop, "danang", "onestop") as session:
        yield session


def applied(
    session: Session, name: str, number: str, unit: str = "H17.08", day: int = 0
) -> Dossier:
    intake = an_intake(name)
    intake = replace(intake, applicant=replace(intake.applicant, number=number))
    return record(session, intake, a_receiver(unit), now=NOON + timedelta(days=day))


def names(session: Session, text: str, units: tuple[str, ...] = ("H17",)) -> list[str]:
    found, _complete = find_applicants(session, units, text)
    return [each.applicant_name for each in found]


def test_domain_26_names_are_sorted_by_given_name_and_nguyen_finds_nguyễn(
    session: Session,
) -> None:
    people = ("Nguyễn Văn Đào", "Nguyễn Thị Yến", "Nguyễn An", "Nguyễn Văn Dũng", "Lê Văn Bình")
    for number, name in enumerate(people):
        applied(session, name, f"04819000123{number}")
    by_given_name = ["Nguyễn An", "Nguyễn Văn Dũng", "Nguyễn Văn Đào", "Nguyễn Thị Yến"]

    typed = ["nguyen", "NGUYEN", "Nguyễn", unicodedata.normalize("NFD", "Nguyễn")]
    assert [names(session, text) for text in typed] == [by_given_name] * len(typed)


def test_a_word_of_the_name_is_found_by_its_beginning_and_the_code_is_not(
    session: Session,
) -> None:
    applied(session, "Trần Thị Đào", "048190001234")

    assert names(session, "tra da") == ["Trần Thị Đào"]
    assert names(session, "ran") == []
    assert names(session, "h17") == []
    assert names(session, "100%") == []
    assert names(session, " ") == []


def test_a_number_is_found_by_its_beginning_however_it_is_grouped(session: Session) -> None:
    applied(session, "Trần Thị Đào", "048190001234")
    applied(session, "Lê Văn Bình", "048090001234")

    assert names(session, "048 190.001") == ["Trần Thị Đào"]
    assert names(session, "048") == []


def test_one_who_applied_often_is_there_once_with_the_last_dossier(session: Session) -> None:
    applied(session, "Trần Thị Đào", "048190001234")
    last = applied(session, "Trần Thị Đào", "048190001234", day=3)

    [found], complete = find_applicants(session, ("H17",), "dao")

    assert (found.code, complete) == (last.code, True)


def test_applicants_of_other_units_are_not_found(session: Session) -> None:
    applied(session, "Trần Thị Đào", "048190001234", unit="H17.30", day=1)
    applied(session, "Lê Thị Đào", "048190001235")

    assert names(session, "dao", ("H17.08",)) == ["Lê Thị Đào"]
    assert names(session, "dao", ()) == []


def test_of_many_only_some_are_shown_and_that_is_said(session: Session) -> None:
    for number in range(MOST + 1):
        applied(session, "Trần Thị Đào", f"0481900012{number:02}")

    found, complete = find_applicants(session, ("H17",), "dao")

    assert (len(found), complete) == (MOST, False)


def look_for(browser: FlaskClient, text: str) -> TestResponse:
    page = browser.get("/ho-so/moi?thu-tuc=1.001193").text
    data = {n: hidden(page, n) for n in ("csrf_token", "egov_post")} | {"q": text}
    origin = {"Origin": f"http://{HOST}"}
    return browser.post("/ho-so/moi/chu-ho-so-cu?thu-tuc=1.001193", data=data, headers=origin)


def test_who_is_chosen_is_in_the_form_and_the_look_is_written_down(counter: Counter) -> None:
    with database.transaction(counter.settings, "danang", "onestop") as session:
        dossier_id = applied(session, "Trần Thị Đào", "048190001234").id
    browser = counter.sign_in(OFFICER)

    found = look_for(browser, "dao").text
    assert all(each in found for each in ("048190001234", "12 Bạch Đằng", "0905123456"))
    assert f"theo={dossier_id}" in found
    form = browser.get(f"/ho-so/moi?thu-tuc=1.001193&theo={dossier_id}").text

    assert hidden(form, "name") == "Trần Thị Đào"
    assert hidden(form, "number") == "048190001234"
    with database.transaction(counter.settings, "danang", "onestop", write=False) as session:
        [opening] = session.scalars(select(DossierOpening))
    assert (opening.dossier_id, opening.name) == (dossier_id, "Nguyễn Văn An")


def test_a_dossier_out_of_reach_fills_in_nothing(counter: Counter) -> None:
    with database.transaction(counter.settings, "danang", "onestop") as session:
        dossier_id = applied(session, "Trần Thị Đào", "048190001234", unit="H17.30").id
    browser = counter.sign_in(OFFICER)

    answer = browser.get(f"/ho-so/moi?thu-tuc=1.001193&theo={dossier_id}")

    assert answer.status_code == 404
    assert "Trần Thị Đào" not in answer.text


def test_nobody_found_is_said(counter: Counter) -> None:
    answer = look_for(counter.sign_in(OFFICER), "xyz")

    assert "Nobody of that name or number has applied before." in answer.text

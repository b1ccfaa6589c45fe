"""Collecting fees and charges, and taking receipts back, at the pages of the desk."""

import pytest
from egov_apps.onestop.models import Dossier
from egov_apps.onestop.workflow import Action, Role, State
from egov_kit import database
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.support._counter import HOST, Counter, a_person, hidden
from tests.support._dossiers import an_intake, record
from tests.support._life import do

ORIGIN = {"Origin": f"http://{HOST}"}
AT_RECEPTION, BY_THE_PAGE, FREE = "1.001612", "2.000815", "1.001193"
CONTROLLER = a_person("H17.08|director|main", grants=("onestop.controller@H17.08",))
SPECIALIST = a_person("H17.08|specialist|main", grants=("onestop.specialist@H17.08",))


def a_dossier(counter: Counter, procedure: str) -> Dossier:
    with database.transaction(counter.settings, "danang", "onestop") as session:
        return record(session, an_intake(procedure_code=procedure))


def now(counter: Counter, dossier: Dossier) -> Dossier:
    with database.transaction(counter.settings, "danang", "onestop", write=False) as session:
        found = session.scalars(select(Dossier).where(Dossier.id == dossier.id)).one()
        return found


def path(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.id}/thu-phi"


def pay(browser: FlaskClient, dossier: Dossier, **typed: str) -> str:
    page = browser.get(path(dossier)).text
    carried = {name: hidden(page, name) for name in ("csrf_token", "egov_post")}
    form = carried | {"quantity_1": "1", "method": "cash"} | typed
    answer = browser.post(path(dossier), data=form, headers=ORIGIN)
    return (
        browser.get(answer.headers["Location"]).text if answer.status_code == 303 else answer.text
    )


def test_what_was_collected_lets_the_dossier_go_on(counter: Counter, officer: FlaskClient) -> None:
    dossier = a_dossier(counter, AT_RECEPTION)
    assert path(dossier) in officer.get(f"/ho-so/{dossier.id}").text
    assert "H17.08/20" in pay(officer, dossier)
    with database.transaction(counter.settings, "danang", "onestop") as session:
        found = session.scalars(select(Dossier)).one()
        assert do(session, found, Action.TRANSFER, Role.COUNTER).state == State.WITH_SPECIALIST
    assert path(dossier) not in officer.get(f"/ho-so/{dossier.id}").text


def test_form_sent_twice_writes_one_receipt(counter: Counter, officer: FlaskClient) -> None:
    dossier = a_dossier(counter, AT_RECEPTION)
    page = officer.get(path(dossier)).text
    form = {name: hidden(page, name) for name in ("csrf_token", "egov_post")}
    form |= {"quantity_1": "1", "method": "cash"}
    answers = [officer.post(path(dossier), data=form, headers=ORIGIN) for _ in range(2)]

    assert [each.status_code for each in answers] == [303, 303]
    [levy] = now(counter, dossier).levies
    assert len(levy.payments) == 1


def test_pages_are_counted(counter: Counter, officer: FlaskClient) -> None:
    dossier = a_dossier(counter, BY_THE_PAGE)

    assert "14.000 ₫" in pay(officer, dossier, quantity_1="7", method="transfer")


@pytest.mark.parametrize("quantity", ["", "0", "-1", "x", "99999"])
def test_nothing_is_collected_for_no_number(
    counter: Counter, officer: FlaskClient, quantity: str
) -> None:
    dossier = a_dossier(counter, BY_THE_PAGE)

    assert "govuk-error-summary" in pay(officer, dossier, quantity_1=quantity)
    assert now(counter, dossier).financial == "unpaid"


def test_free_dossier_has_nothing_to_collect(counter: Counter, officer: FlaskClient) -> None:
    dossier = a_dossier(counter, FREE)

    assert officer.get(path(dossier)).status_code == 303
    assert "thu-phi" not in officer.get(f"/ho-so/{dossier.id}").text


@pytest.mark.parametrize("person", [CONTROLLER, SPECIALIST], ids=["controller", "specialist"])
def test_only_the_desk_collects(counter: Counter, person: dict[str, object]) -> None:
    dossier = a_dossier(counter, AT_RECEPTION)

    assert counter.sign_in(person).get(path(dossier)).status_code == 403


@pytest.mark.parametrize(("state", "financial"), [("void", "unpaid"), ("refunded", "refunded")])
def test_receipt_is_taken_back_with_a_reason(
    counter: Counter, officer: FlaskClient, state: str, financial: str
) -> None:
    dossier = a_dossier(counter, AT_RECEPTION)
    pay(officer, dossier)
    [receipt] = now(counter, dossier).levies[0].payments
    where = f"/ho-so/{dossier.id}/bien-lai/{receipt.id}/thu-hoi"
    assert officer.get(where).status_code == 403
    control = counter.sign_in(CONTROLLER)
    page = control.get(where).text
    form = {name: hidden(page, name) for name in ("csrf_token", "egov_post")} | {"state": state}
    assert control.post(where, data=form, headers=ORIGIN).status_code == 422
    answers = [
        control.post(where, data={**form, "reason": "Thu nhầm"}, headers=ORIGIN) for _ in range(2)
    ]

    assert [each.status_code for each in answers] == [303, 409]
    assert now(counter, dossier).financial == financial
    assert "Thu nhầm" in control.get(f"/ho-so/{dossier.id}").text


def test_receipt_of_another_dossier_is_not_there(counter: Counter, officer: FlaskClient) -> None:
    mine, other = a_dossier(counter, AT_RECEPTION), a_dossier(counter, AT_RECEPTION)
    pay(officer, mine)
    [receipt] = now(counter, mine).levies[0].payments
    control = counter.sign_in(CONTROLLER)

    assert control.get(f"/ho-so/{other.id}/bien-lai/{receipt.id}/thu-hoi").status_code == 404

"""The pages on which officers act on a dossier."""

import re
from datetime import UTC, datetime

import pytest
from egov_apps.onestop.act_views import SLUGS
from egov_apps.onestop.models import Dossier
from egov_apps.onestop.workflow import Action, Role, State, list_moves
from egov_kit import database
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support._counter import HOST, Counter, a_person, hidden
from tests.support._dossiers import in_days, record
from tests.support._life import do, lead

TYPED = {
    "note": "Thiếu căn cứ",
    "legal_basis": "Khoản 2 Điều 9",
    "unit": "H17.08",
    "others": "Bản vẽ\nChữ ký",
    "part_1": "Mờ",
    "complete": "y",
    "stage": "Thẩm định",
    "approver": "Phạm Thị Dung",
    "number": "12/QĐ-SXD",
    "extension": "2",
    "recipient": "Trần Thị Đào",
}


def who(*roles: str, unit: str = "H17.08", acting: str = "main") -> dict[str, object]:
    grants = tuple(f"onestop.{role}@{unit}" for role in roles)
    return a_person(f"{unit}|{roles[0]}|{acting}", grants=grants)


def a_dossier(counter: Counter, state: State) -> Dossier:
    with database.transaction(counter.settings, "danang", "onestop") as session:
        return lead(session, record(session, in_days(5), now=datetime.now(UTC)), state)


def state_of(counter: Counter, dossier: Dossier) -> Dossier:
    with database.transaction(counter.settings, "danang", "onestop", write=False) as session:
        found = session.get_one(Dossier, dossier.id)
        assert found.steps
        assert len(found.pauses) < 3
        return found


def press(browser: FlaskClient, page: str, **typed: str) -> TestResponse:
    """Open the form of an act, fill it in and send it."""
    shown = browser.get(page)
    assert shown.status_code == 200, shown.text
    return send(browser, page, shown.text, **typed)


def send(browser: FlaskClient, page: str, form: str, **typed: str) -> TestResponse:
    carried = {n: hidden(form, n) for n in ("csrf_token", "egov_post")}
    version = re.findall(r'name="version"[^>]*value="(\d+)"', form)[-1]
    data = carried | {"version": version} | TYPED | typed
    return browser.post(page, data=data, headers={"Origin": f"http://{HOST}"})


def address(dossier: Dossier, action: Action) -> str:
    return f"/ho-so/{dossier.id}/{SLUGS[action]}"


JOURNEY = [
    (Role.COUNTER, Action.TRANSFER, State.WITH_SPECIALIST),
    (Role.SPECIALIST, Action.REQUEST_PAPERS, State.AWAITING_PAPERS),
    (Role.COUNTER, Action.RESUME, State.WITH_SPECIALIST),
    (Role.SPECIALIST, Action.REQUEST_PAPERS, State.AWAITING_PAPERS),
    (Role.COUNTER, Action.RESUME, State.WITH_SPECIALIST),
    (Role.SPECIALIST, Action.SUBMIT, State.WITH_HEAD),
    (Role.HEAD, Action.SEND_BACK, State.WITH_SPECIALIST),
    (Role.SPECIALIST, Action.SUBMIT_TO_SIGNER, State.WITH_SIGNER),
    (Role.SIGNER, Action.REAPPOINT, State.WITH_SIGNER),
    (Role.SIGNER, Action.SIGN, State.WITH_CLERK),
    (Role.CLERK, Action.NUMBER, State.WITH_CLERK),
    (Role.CLERK, Action.ISSUE, State.FINISHED),
    (Role.RETURN, Action.RETURN, State.RETURNED),
]


def test_a_dossier_goes_from_the_counter_to_the_applicant(counter: Counter) -> None:
    dossier = a_dossier(counter, State.RECEIVED)
    browser = counter.sign_in(who(*Role))

    for _role, action, state in JOURNEY:
        answer = press(browser, address(dossier, action))
        assert answer.status_code == 303, (action, answer.text)
        assert state_of(counter, dossier).state == state

    page = browser.get(f"/ho-so/{dossier.id}").text
    for text in ("12/QĐ-SXD", "Bản vẽ", "Chữ ký", "Mờ", "Khoản 2 Điều 9", "Phạm Thị Dung"):
        assert text in page, text
    assert "Result returned" in page


@pytest.mark.parametrize("state", [State.RECEIVED, State.WITH_SPECIALIST, State.WITH_CLERK])
def test_a_role_is_offered_its_own_acts_alone(counter: Counter, state: State) -> None:
    dossier = a_dossier(counter, state)

    for role in Role:
        page = counter.sign_in(who(role)).get(f"/ho-so/{dossier.id}").text
        offered = {a for a in SLUGS if f'href="{address(dossier, a)}"' in page}
        assert offered == {m.action for m in list_moves(state) if role in m.roles}, role


def test_an_act_of_another_role_is_refused(counter: Counter) -> None:
    dossier = a_dossier(counter, State.WITH_SIGNER)
    browser = counter.sign_in(who("specialist"))
    form = browser.get(f"/ho-so/{dossier.id}").text
    data = {n: hidden(form, n) for n in ("csrf_token",)} | {"version": str(dossier.version)}

    answer = browser.post(address(dossier, Action.SIGN), data=data)

    assert answer.status_code == 403
    assert state_of(counter, dossier).state == State.WITH_SIGNER


def test_an_act_at_a_unit_out_of_reach_looks_like_no_dossier(counter: Counter) -> None:
    dossier = a_dossier(counter, State.WITH_SIGNER)
    browser = counter.sign_in(who("signer", unit="H17.30"))

    assert browser.get(address(dossier, Action.SIGN)).status_code == 404


def test_an_act_that_does_not_happen_now_says_so(counter: Counter) -> None:
    dossier = a_dossier(counter, State.WITH_SIGNER)

    answer = counter.sign_in(who("clerk")).get(address(dossier, Action.ISSUE))

    assert answer.status_code == 409
    assert "This does not happen to a dossier in its present state." in answer.text


def an_overdue_dossier(counter: Counter, state: State) -> Dossier:
    with database.transaction(counter.settings, "danang", "onestop") as session:
        return lead(session, record(session, in_days(1)), state)


def test_what_is_overdue_says_what_to_do_before_it_goes_on(counter: Counter) -> None:
    dossier = an_overdue_dossier(counter, State.WITH_SPECIALIST)
    browser = counter.sign_in(who("specialist"))

    page = browser.get(f"/ho-so/{dossier.id}").text
    assert "Before it goes on, the head of division or the signing leader apologises" in page
    assert "Not possible now: Submit to the head of division, Submit to the signing leader." in page
    offered = {a for a in SLUGS if f'href="{address(dossier, a)}"' in page}
    assert offered == {Action.REQUEST_PAPERS, Action.REQUEST_PAYMENT, Action.SEND_BACK}
    refused = browser.get(address(dossier, Action.SUBMIT))
    assert refused.status_code == 409
    assert "The dossier is overdue." in refused.text


def test_an_apology_lets_what_is_overdue_go_on(counter: Counter) -> None:
    dossier = an_overdue_dossier(counter, State.WITH_HEAD)
    browser = counter.sign_in(who("head"))
    page = address(dossier, Action.REAPPOINT)
    assert "Working days from today" in browser.get(page).text

    assert press(browser, page).status_code == 303

    after = browser.get(f"/ho-so/{dossier.id}").text
    assert "Not possible now: Apologise and set a new date." in after
    assert press(browser, address(dossier, Action.ENDORSE)).status_code == 303


def test_a_request_for_papers_must_be_said_to_be_complete(counter: Counter) -> None:
    dossier = a_dossier(counter, State.WITH_SPECIALIST)
    browser = counter.sign_in(who("specialist"))
    page = address(dossier, Action.REQUEST_PAPERS)

    unsure = press(browser, page, complete="")
    empty = press(browser, page, part_1="", others=" ")

    assert (unsure.status_code, empty.status_code) == (422, 422)
    assert "the applicant is asked once" in unsure.text
    assert "Enter at least one defect" in empty.text
    assert 'value="Mờ"' in unsure.text


def test_a_first_request_asks_for_no_grounds_and_a_second_does(counter: Counter) -> None:
    dossier = a_dossier(counter, State.WITH_SPECIALIST)
    browser = counter.sign_in(who("specialist", "counter"))
    page = address(dossier, Action.REQUEST_PAPERS)
    assert "Approved by" not in browser.get(page).text
    press(browser, page)
    press(browser, address(dossier, Action.RESUME))

    answer = press(browser, page, approver="")

    assert answer.status_code == 422
    assert "Enter who approved a second request" in answer.text


def test_the_second_of_two_officers_sees_both_versions(counter: Counter) -> None:
    dossier = a_dossier(counter, State.WITH_SPECIALIST)
    browser = counter.sign_in(who("specialist"))
    page = address(dossier, Action.REQUEST_PAPERS)
    form = browser.get(page).text
    with database.transaction(counter.settings, "danang", "onestop") as session:
        do(session, dossier, Action.SUBMIT, Role.SPECIALIST)

    answer = send(browser, page, form)

    assert answer.status_code == 409
    assert "The dossier has changed since you opened it" in answer.text
    assert "With the specialist" in answer.text
    assert "With the head of division" in answer.text
    assert "Submit to the head of division" in answer.text
    assert "Bản vẽ" in answer.text
    assert state_of(counter, dossier).pauses == []


def test_what_was_typed_can_be_sent_for_the_new_version(counter: Counter) -> None:
    dossier = a_dossier(counter, State.WITH_SPECIALIST)
    browser = counter.sign_in(who("specialist"))
    page = address(dossier, Action.REQUEST_PAPERS)
    form = browser.get(page).text
    claim_it(browser, dossier)

    again = send(browser, page, form)
    assert again.status_code == 409

    assert send(browser, page, again.text).status_code == 303


def claim_it(browser: FlaskClient, dossier: Dossier, act: str = "nhan") -> TestResponse:
    shown = browser.get(f"/ho-so/{dossier.id}").text
    return send(browser, f"/ho-so/{dossier.id}/{act}", shown)


def test_a_dossier_is_claimed_and_released(counter: Counter) -> None:
    dossier = a_dossier(counter, State.WITH_SPECIALIST)
    me = counter.sign_in(who("specialist"))
    assert claim_it(me, dossier).status_code == 303
    assert state_of(counter, dossier).holder_name == "Nguyễn Văn An"

    colleague = counter.sign_in(who("specialist"))
    assert f'action="/ho-so/{dossier.id}/nhan"' not in colleague.get(f"/ho-so/{dossier.id}").text
    refused = colleague.get(address(dossier, Action.SUBMIT))
    assert refused.status_code == 409
    assert "Nguyễn Văn An is working on this dossier." in refused.text

    assert claim_it(me, dossier, "tha").status_code == 303
    assert state_of(counter, dossier).holder is None


def test_domain_16_a_deputy_takes_over_in_their_acting_post(counter: Counter) -> None:
    dossier = a_dossier(counter, State.WITH_HEAD)
    claim_it(counter.sign_in(who("head")), dossier)
    deputy = counter.sign_in(who("head", acting="acting"))

    assert claim_it(deputy, dossier).status_code == 303

    page = deputy.get(f"/ho-so/{dossier.id}").text
    assert "Take over as deputy" in page
    assert "for Nguyễn Văn An" in page
    assert "(acting)" in page


def test_who_opened_a_dossier_is_shown_to_the_controller_alone(counter: Counter) -> None:
    dossier = a_dossier(counter, State.RECEIVED)
    clerk = counter.sign_in(who("clerk"))
    clerk.get(f"/ho-so/{dossier.id}")
    assert clerk.get(f"/ho-so/{dossier.id}/nguoi-xem").status_code == 403

    page = counter.sign_in(who("controller")).get(f"/ho-so/{dossier.id}/nguoi-xem").text

    assert "Nguyễn Văn An" in page
    assert "Department of Construction" in page

"""The intake asks who gets the post, who helped, and who decides."""

import re

from egov_apps.onestop.models import Dossier
from egov_kit import database
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.integration.onestop.test_act_pages import press
from tests.support._counter import OFFICER, Counter, a_form, a_person, send

POSTED = {
    "result_way": "post",
    "postal_name": "Phạm Thị Dung",
    "postal_phone": "0905 000 111",
    "postal_address": "3 Lê Lợi",
    "delegate_name": "Lê Văn Bình",
    "delegate_number": "048090001234",
}
BUILDING = "1.009999"


def received(counter: Counter, browser: FlaskClient, **typed: str) -> Dossier:
    answer = send(browser, a_form(browser) | typed)
    assert answer.status_code == 303, answer.text
    with database.transaction(counter.settings, "danang", "onestop", write=False) as session:
        return session.scalars(select(Dossier)).one()


def options(page: str, name: str) -> list[tuple[str, bool]]:
    """The choices of a list: the value of each, and whether it is the one chosen."""
    [inside] = re.findall(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
    found = re.findall(r'<option value="([^"]*)"( selected)?', inside)
    return [(value, bool(chosen)) for value, chosen in found]


def test_owner_submitter_and_postal_receiver_are_shown_and_printed(counter: Counter) -> None:
    browser = counter.sign_in(OFFICER)
    dossier = received(counter, browser, **POSTED)

    for page in (f"/ho-so/{dossier.id}", f"/ho-so/{dossier.id}/giay-tiep-nhan"):
        text = browser.get(page).text
        assert "Trần Thị Đào" in text
        assert "Lê Văn Bình" in text
        assert "Phạm Thị Dung, 0905000111, 3 Lê Lợi" in text


def test_what_is_left_empty_of_the_post_is_as_with_the_applicant(counter: Counter) -> None:
    browser = counter.sign_in(OFFICER)
    dossier = received(counter, browser, result_way="post", postal_name="Phạm Thị Dung")

    page = browser.get(f"/ho-so/{dossier.id}").text

    assert "Phạm Thị Dung, 12 Bạch Đằng, phường Hải Châu" in page


def test_nobody_gets_the_post_of_what_is_fetched_at_the_counter(counter: Counter) -> None:
    dossier = received(counter, counter.sign_in(OFFICER), **POSTED | {"result_way": "counter"})

    assert (dossier.postal_name, dossier.postal_address) == ("", "")


def test_a_wrong_phone_of_the_receiver_comes_back(counter: Counter) -> None:
    browser = counter.sign_in(OFFICER)

    answer = send(browser, a_form(browser) | POSTED | {"postal_phone": "12"})

    assert answer.status_code == 422
    assert 'href="#postal_phone"' in answer.text


def test_the_procedure_says_who_decides_not_the_counter(counter: Counter) -> None:
    browser = counter.sign_in(OFFICER)

    at_the_commune = browser.get("/ho-so/moi?thu-tuc=1.001193").text
    at_the_department = browser.get(f"/ho-so/moi?thu-tuc={BUILDING}").text

    assert options(at_the_commune, "competent_unit") == [("H17.30", True)]
    assert options(at_the_department, "competent_unit") == [("H17.08", True)]
    assert options(at_the_commune, "helper_unit") == [("H17.08", True), ("H17.30", False)]


def test_three_units_are_kept_and_shown(counter: Counter) -> None:
    browser = counter.sign_in(OFFICER)

    dossier = received(counter, browser, helper_unit="H17.30", competent_unit="H17.30")

    assert (dossier.helper_unit, dossier.unit_code, dossier.competent_unit) == (
        "H17.30",
        "H17.08",
        "H17.30",
    )
    page = browser.get(f"/ho-so/{dossier.id}").text
    assert page.count("People&#39;s Committee of Hải Châu ward") == 2


def test_a_unit_that_the_procedure_does_not_know_is_refused(counter: Counter) -> None:
    browser = counter.sign_in(OFFICER)

    answer = send(browser, a_form(browser) | {"competent_unit": "H17.08"})

    assert answer.status_code == 422
    assert 'href="#competent_unit"' in answer.text


def test_a_dossier_is_transferred_to_the_unit_that_decides(counter: Counter) -> None:
    browser = counter.sign_in(OFFICER)
    dossier = received(counter, browser)
    page = f"/ho-so/{dossier.id}/chuyen"

    assert options(browser.get(page).text, "unit") == [("H17.30", True)]
    assert press(browser, page, unit="H17.30").status_code == 303

    ward = a_person("H17.30|specialist|main", grants=("onestop.specialist@H17.30",))
    assert dossier.code in counter.sign_in(ward).get("/viec").text

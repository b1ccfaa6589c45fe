"""What is printed: the page and the PDF of each form say the same."""

import re
import secrets
from dataclasses import replace

import pytest
from egov_apps.onestop.labels import shown_time
from egov_apps.onestop.models import Dossier
from egov_apps.onestop.service import register
from egov_apps.onestop.workflow import Action, Role, State
from egov_kit import database
from flask.testing import FlaskClient

from tests.support._counter import Counter, a_person
from tests.support._dossiers import NOON, a_receiver, an_intake, in_days, record
from tests.support._life import do, lead
from tests.support._printed import Printed

ELSEWHERE = a_person("H17.30|counter-officer|main", grants=("onestop.counter@H17.30",))


@pytest.fixture
def place(counter: Counter) -> str:
    """Where a dossier is."""
    with database.transaction(counter.settings, "danang", "onestop") as session:
        return f"/ho-so/{record(session).id}"


def words_of_article(page: str) -> list[str]:
    article = re.search(r"<article.*</article>", page, re.S)
    assert article
    return re.sub(r"<title>.*?</title>|<[^>]+>", " ", article[0], flags=re.S).split()


def test_the_pdf_of_a_receipt_says_what_its_page_says(officer: FlaskClient, place: str) -> None:
    page = officer.get(f"{place}/giay-tiep-nhan?lang=vi").text
    printed = Printed(officer.get(f"{place}/giay-tiep-nhan.pdf?lang=vi").data)

    # An address may be broken at the end of a line.
    told = "".join(printed.text.casefold().split())
    assert [word for word in words_of_article(page) if word.casefold() not in told] == []
    assert "Trần Thị Đào" in printed.text


def test_a_receipt_is_one_sheet_with_title_and_tags(officer: FlaskClient, place: str) -> None:
    answer = officer.get(f"{place}/giay-tiep-nhan.pdf?lang=vi")
    printed = Printed(answer.data)

    assert answer.mimetype == "application/pdf"
    assert len(printed.reader.pages) == 1
    assert printed.root["/Lang"] == "vi"
    assert printed.reader.metadata
    title = str(printed.reader.metadata.title)
    assert re.fullmatch(r"Giấy tiếp nhận hồ sơ và hẹn trả kết quả H17\.08-\d{6}-\d{4}", title)
    assert printed.tags() >= {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure"}


def test_a_pdf_of_a_dossier_out_of_reach_is_not_found(counter: Counter, place: str) -> None:
    assert counter.sign_in(ELSEWHERE).get(f"{place}/giay-tiep-nhan.pdf").status_code == 404


LETTERS = {
    "phieu-bo-sung": (State.AWAITING_PAPERS, "Thiếu chữ ký"),
    "phieu-tu-choi": (State.NOT_RECEIVED, "Khoản 2 Điều 9"),
    "thong-bao-dung": (State.STOPPED, "Khoản 2 Điều 9"),
    "phieu-kiem-soat": (State.RETURNED, "Trả kết quả"),
}


@pytest.mark.parametrize("slug", LETTERS)
def test_each_form_tells_what_happened_on_its_page_and_in_its_pdf(
    counter: Counter, officer: FlaskClient, slug: str
) -> None:
    state, told = LETTERS[slug]
    with database.transaction(counter.settings, "danang", "onestop") as session:
        dossier = lead(session, record(session), state)

    page = officer.get(f"/ho-so/{dossier.id}/{slug}?lang=vi")
    printed = Printed(officer.get(f"/ho-so/{dossier.id}/{slug}.pdf?lang=vi").data)

    assert page.status_code == 200
    assert told in page.text
    assert told in printed.text
    assert dossier.code in printed.text
    assert printed.tags() >= {"/H1", "/P"}


def test_what_came_online_has_a_receipt_once_the_counter_accepted_it(
    counter: Counter, officer: FlaskClient
) -> None:
    sender = replace(a_receiver(), name="Cổng dịch vụ công")
    with database.transaction(counter.settings, "danang", "onestop") as session:
        dossier = register(session, an_intake(), sender, now=NOON, choose=secrets.choice)
    receipt = f"/ho-so/{dossier.id}/giay-tiep-nhan.pdf?lang=vi"
    before = officer.get(receipt)
    with database.transaction(counter.settings, "danang", "onestop") as session:
        accepted = do(session, session.get_one(Dossier, dossier.id), Action.ACCEPT, Role.COUNTER)
        by, due = accepted.steps[-1].name, accepted.due_at
    text = Printed(officer.get(receipt).data).text

    assert before.status_code == 404
    assert due
    assert shown_time(due) in text
    assert by in text
    assert sender.name not in text
    assert "Tiếp nhận" in officer.get(f"/ho-so/{dossier.id}/phieu-kiem-soat?lang=vi").text


def test_apology_form_tells_the_old_and_the_new_date(
    counter: Counter, officer: FlaskClient
) -> None:
    with database.transaction(counter.settings, "danang", "onestop") as session:
        dossier = lead(session, record(session, in_days(3)), State.WITH_HEAD)
        do(session, dossier, Action.REAPPOINT, Role.HEAD, extension=2)

    text = Printed(officer.get(f"/ho-so/{dossier.id}/phieu-xin-loi.pdf?lang=vi").data).text

    assert "Thời gian đã hẹn: 26/11/2026 17:00" in text
    assert "Thời gian hẹn lại: 30/11/2026 17:00" in text


def test_a_form_of_what_has_not_happened_is_not_found(officer: FlaskClient, place: str) -> None:
    assert officer.get(f"{place}/phieu-tu-choi").status_code == 404
    assert officer.get(f"{place}/phieu-tu-choi.pdf").status_code == 404

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import quote

import pytest
from egov_kit import database
from egov_kit.settings import Settings
from flask.testing import FlaskClient

from tests.support._counter import OFFICER, Counter, a_form, a_person, hidden, send
from tests.support._dossiers import a_receiver, in_days, record

CLERK = a_person("H17.08|clerk|main", grants=("onestop.clerk@H17.08",))
ELSEWHERE = a_person("H17.30|counter-officer|main", grants=("onestop.counter@H17.30",))
PROVINCE = a_person("H17|director|main", grants=("onestop.signer@H17",))
TWO_POSTS = a_person(
    "H17.30|clerk|main",
    "H17.08|counter-officer|acting",
    grants=("onestop.clerk@H17.30", "onestop.counter@H17.08"),
)


def recorded(settings: Settings, unit: str = "H17.08") -> str:
    with database.transaction(settings, "danang", "onestop") as session:
        return str(record(session, receiver=a_receiver(unit)).id)


def how_many(counter: Counter, browser: FlaskClient) -> int:
    found = re.search(r"(\d+) dossiers?", browser.get("/ho-so").text)
    return int(found[1]) if found else 0


def test_an_intake_leads_to_the_page_of_the_dossier(officer: FlaskClient) -> None:
    answer = send(officer, a_form(officer))

    assert answer.status_code == 303
    page = officer.get(answer.headers["Location"]).text
    assert re.search(r"H17\.08-\d{6}-0001", page)
    assert "Trần Thị Đào" in page
    assert "048190001234" in page
    assert "Nguyễn Văn An" in page
    assert "Counter officer" in page


def test_a_list_is_empty_before_the_first_dossier(officer: FlaskClient) -> None:
    assert "No dossier has been received yet." in officer.get("/ho-so").text


def test_the_list_finds_an_applicant_without_tones(officer: FlaskClient) -> None:
    send(officer, a_form(officer))
    send(officer, a_form(officer, name="Lê Văn Bình"))

    page = officer.get(f"/ho-so?q={quote('tran dao')}").text

    assert "Trần Thị Đào" in page
    assert "Lê Văn Bình" not in page


def test_a_search_that_finds_nothing_says_so(officer: FlaskClient) -> None:
    assert "No dossier matches “xyz”." in officer.get("/ho-so?q=xyz").text


@pytest.mark.parametrize("query", ["trang=0", "trang=-1", "trang=x", "trang=999999999999", "q=%00"])
def test_a_strange_page_number_or_search_is_no_error(officer: FlaskClient, query: str) -> None:
    assert officer.get(f"/ho-so?{query}").status_code == 200


def test_a_reload_of_the_sent_form_makes_no_second_dossier(
    counter: Counter, officer: FlaskClient
) -> None:
    form = a_form(officer)
    first, second = send(officer, form), send(officer, form)

    assert second.status_code == 303
    assert second.headers["Location"] == first.headers["Location"]
    assert how_many(counter, officer) == 1


def test_a_double_click_makes_one_dossier(any_counter: Counter) -> None:
    officer = any_counter.sign_in(OFFICER)
    form, together = a_form(officer), Barrier(2)
    cookies = {cookie.key: cookie.value for cookie in officer._cookies.values()}

    def click() -> str:
        browser = any_counter.app.test_client()
        browser.environ_base.update(officer.environ_base)
        for name, value in cookies.items():
            browser.set_cookie(name, value, domain="onestop.danang.localhost")
        together.wait()
        return send(browser, form).headers["Location"]

    with ThreadPoolExecutor(2) as pool:
        clicks = [pool.submit(click) for _ in range(2)]
        places = {each.result() for each in clicks}

    assert len(places) == 1
    assert how_many(any_counter, officer) == 1


def test_a_used_form_with_other_content_is_kept_and_not_recorded(
    counter: Counter, officer: FlaskClient
) -> None:
    form = a_form(officer)
    send(officer, form)

    answer = send(officer, form | {"name": "Lê Văn Bình"})

    assert answer.status_code == 409
    assert re.search(r"recorded dossier H17\.08-\d{6}-0001", answer.text)
    assert "Lê Văn Bình" in answer.text
    assert how_many(counter, officer) == 1

    again = form | {"name": "Lê Văn Bình", "submission": hidden(answer.text, "submission")}
    assert send(officer, again).status_code == 303
    assert how_many(counter, officer) == 2


def test_mistakes_come_back_with_what_was_typed(counter: Counter, officer: FlaskClient) -> None:
    answer = send(officer, a_form(officer, number="123", copies_to_khai="x", address=" "))

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert 'href="#number"' in answer.text
    assert 'href="#copies_to_khai"' in answer.text
    assert 'href="#address"' in answer.text
    assert 'value="Trần Thị Đào"' in answer.text
    assert how_many(counter, officer) == 0


def test_mistakes_are_told_in_vietnamese(counter: Counter) -> None:
    officer = counter.sign_in(OFFICER, language="vi")

    page = send(officer, a_form(officer, number="123", copies_to_khai="")).text

    assert '<html lang="vi"' in page
    assert "Nhập số định danh cá nhân gồm 12 chữ số" in page
    assert "Nhập số bản của ít nhất một thành phần hồ sơ" in page


def test_text_is_shown_as_text(officer: FlaskClient) -> None:
    form = a_form(officer, name="<script>alert(1)</script>")
    page = officer.get(send(officer, form).headers["Location"]).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_form_without_its_token_is_refused(counter: Counter, officer: FlaskClient) -> None:
    assert send(officer, a_form(officer, csrf_token="")).status_code == 400
    assert how_many(counter, officer) == 0


def test_the_receipt_holds_what_the_form_prescribes(officer: FlaskClient) -> None:
    place = send(
        officer, a_form(officer, delegate_name="Lê Văn Bình", delegate_number="048090001234")
    )
    page = officer.get(place.headers["Location"] + "/giay-tiep-nhan?lang=vi").text

    for text in (
        "Mẫu số 01",
        "Thông tư số 03/2025/TT-VPCP",
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "Sở Xây dựng",
        "Trần Thị Đào",
        "Lê Văn Bình",
        "048190001234",
        "0905123456",
        "Đăng ký khai sinh",
        "Tờ khai đăng ký khai sinh theo mẫu",
        "Bản chính",
        "Trong ngày",
        "Không thu",
        "Nhận trực tiếp tại quầy",
        "Nguyễn Văn An",
    ):
        assert text in page, text
    assert re.search(r"H17\.08-\d{6}-0001", page)
    assert re.search(r">\s*[A-HJKMNP-Z2-9]{4}\s*<", page)


@pytest.mark.parametrize("page", ["/ho-so", "/ho-so/{id}", "/ho-so/{id}/giay-tiep-nhan"])
def test_it_is_told_when_the_result_is_due(
    counter: Counter, officer: FlaskClient, page: str
) -> None:
    with database.transaction(counter.settings, "danang", "onestop") as session:
        dossier = record(session, in_days(5))

    # Received on Friday 20/11; 24/11 is a holiday.
    assert "30/11/2026 17:00" in officer.get(page.format(id=dossier.id)).text


def test_dossier_of_an_old_version_keeps_its_date_when_the_catalogue_changes(
    counter: Counter, officer: FlaskClient
) -> None:
    with database.transaction(counter.settings, "danang", "onestop") as session:
        old = record(session, in_days(5))
        new = record(session, in_days(1))

    assert "30/11/2026 17:00" in officer.get(f"/ho-so/{old.id}").text
    assert "23/11/2026 17:00" in officer.get(f"/ho-so/{new.id}").text


def test_the_qr_code_needs_nothing_that_the_policy_forbids(officer: FlaskClient) -> None:
    answer = officer.get(send(officer, a_form(officer)).headers["Location"] + "/giay-tiep-nhan")
    drawn = re.search(r"<svg.*?</svg>", answer.text, re.S)

    assert drawn
    assert "style" not in drawn[0]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("person", [OFFICER, CLERK, PROVINCE])
def test_every_role_reads_within_its_reach(counter: Counter, person: dict[str, object]) -> None:
    dossier = recorded(counter.settings)
    browser = counter.sign_in(person)

    assert browser.get(f"/ho-so/{dossier}").status_code == 200
    assert browser.get(f"/ho-so/{dossier}/giay-tiep-nhan").status_code == 200
    assert how_many(counter, browser) == 1


def test_a_dossier_out_of_reach_looks_like_one_that_is_not_there(counter: Counter) -> None:
    dossier = recorded(counter.settings)
    browser = counter.sign_in(ELSEWHERE)
    absent = "00000000-0000-4000-8000-000000000000"

    for tail in ("", "/giay-tiep-nhan"):
        there = browser.get(f"/ho-so/{dossier}{tail}")
        nowhere = browser.get(f"/ho-so/{absent}{tail}")
        assert there.status_code == nowhere.status_code == 404
        assert lasting(there.text).replace(dossier, absent) == lasting(nowhere.text)
    assert how_many(counter, browser) == 0


def lasting(page: str) -> str:
    """The page without what is new in every answer."""
    return re.sub(r'nonce="[^"]+"|name="csrf_token" value="[^"]+"', "", page)


def test_only_the_counter_records(counter: Counter) -> None:
    browser = counter.sign_in(CLERK)
    page = browser.get("/ho-so").text
    token = {"csrf_token": hidden(page, "csrf_token")}

    assert "Receive a dossier" not in page
    assert browser.get("/ho-so/moi").status_code == 403
    assert browser.post("/ho-so/moi?thu-tuc=1.001193", data=token).status_code == 403


def test_a_working_post_without_a_counter_is_told_to_switch(counter: Counter) -> None:
    answer = counter.sign_in(TWO_POSTS).get("/ho-so/moi?thu-tuc=1.001193")

    assert answer.status_code == 403
    assert "Your working post receives no dossiers" in answer.text
    assert 'href="http://danang.localhost:8000/working-post"' in answer.text


def test_a_form_begun_in_another_post_is_not_recorded(
    counter: Counter, officer: FlaskClient
) -> None:
    form = a_form(officer, egov_post="00000000-0000-4000-8000-000000000000")

    answer = send(officer, form)

    assert answer.status_code == 409
    assert "Your working post has changed" in answer.text
    assert "Trần Thị Đào" in answer.text
    assert how_many(counter, officer) == 0


def test_a_form_sent_after_the_session_ended_is_waiting_after_the_new_sign_in(
    counter: Counter, officer: FlaskClient
) -> None:
    form = a_form(officer)
    counter.end_sessions()

    page = counter.follow(officer, send(officer, form)).text

    assert 'value="Trần Thị Đào"' in page
    assert hidden(page, "submission") == form["submission"]
    assert how_many(counter, officer) == 0
    token = {"csrf_token": hidden(page, "csrf_token"), "egov_post": hidden(page, "egov_post")}
    assert send(officer, form | token).status_code == 303
    assert how_many(counter, officer) == 1


def test_the_style_of_the_receipt_is_served(officer: FlaskClient) -> None:
    page = officer.get(send(officer, a_form(officer)).headers["Location"] + "/giay-tiep-nhan").text
    [style] = re.findall(r'href="(/static/[^"]+)"', page)

    with officer.get(style) as answer:
        assert answer.status_code == 200
        assert "text/css" in answer.headers["Content-Type"]


def test_a_procedure_that_is_not_there_is_not_found(officer: FlaskClient) -> None:
    assert officer.get("/ho-so/moi?thu-tuc=9.999999").status_code == 404


def test_the_choice_names_every_procedure(officer: FlaskClient) -> None:
    page = officer.get("/ho-so/moi?lang=vi").text

    assert "Đăng ký kết hôn" in page
    assert "2.000 ₫/trang" in page
    assert "3 ngày làm việc" in page

"""Record a citizen's dossier, print its receipt, find it again."""

import re

from playwright.sync_api import expect

from tests.support.pages import CITIZEN, Desk


def test_a_recorded_dossier_has_a_code_of_the_unit_and_is_in_the_list(desk: Desk) -> None:
    tab = desk.tab().open("onestop").sign_in("binhtt")

    code = tab.record_dossier()

    assert re.fullmatch(r"H17\.22\.01-\d{6}-\d{4}", code)
    assert tab.listed(code)


def test_the_receipt_of_a_dossier_can_be_printed(desk: Desk) -> None:
    tab = desk.tab().open("onestop").sign_in("binhtt")
    code = tab.record_dossier()

    tab.open_receipt()
    printed = tab.page.pdf(format="A4")

    assert printed.startswith(b"%PDF-")
    expect(tab.page.locator("article")).to_contain_text(code)
    expect(tab.page.locator("article")).to_contain_text(CITIZEN)
    expect(tab.page.locator(".egov-qr svg")).to_be_visible()


def test_a_dossier_of_another_unit_is_not_found(desk: Desk, phone: Desk) -> None:
    ward = desk.tab().open("onestop").sign_in("binhtt")
    ward.record_dossier()
    address = ward.page.url

    department = phone.tab().open("onestop").sign_in("dungpt")
    answer = department.page.goto(address)

    assert answer
    assert answer.status == 404

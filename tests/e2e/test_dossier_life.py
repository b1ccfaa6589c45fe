"""One dossier in the hands of those who work on it at the Department of Construction."""

from playwright.sync_api import expect

from tests.e2e.conftest import Colleague
from tests.support._keyboard import Keyboard
from tests.support._usable import assert_usable
from tests.support.chromium import PHONE
from tests.support.pages import CITIZEN, Tab

DIVISION = "H17.08.02"
PERMIT = "1.009999"
"""A procedure that the department decides on."""


def _at_the_division(counter: Tab) -> str:
    code = counter.record_dossier(PERMIT)
    counter.act("chuyen", unit=DIVISION)
    return code


def _who_did_what(tab: Tab) -> list[tuple[str, ...]]:
    """The history on the page of a dossier: act, who."""
    rows = tab.page.locator("#history ~ .egov-scroll tbody tr").all()
    cells = [row.locator("td").all_inner_texts() for row in rows]
    return [(act, who.splitlines()[0]) for _at, act, who, *_rest in cells]


def test_each_does_their_part_by_keyboard_alone_on_a_phone_without_javascript(
    colleague: Colleague,
) -> None:
    counter, specialist, head, signer, clerk = (
        colleague(username, Keyboard, java_script_enabled=False, viewport=PHONE)
        for username in ("annv", "lanhtn", "minhdd", "cuonglv", "dungpt")
    )

    code = _at_the_division(counter)
    specialist.open_work(code).claim().act("trinh-phong")
    head.open_work(code).act("duyet")
    signer.open_work(code).act("ky")
    clerk.open_work(code).act("cho-so", number="12/GP-SXD").act("phat-hanh")
    counter.open_work(code).collect().act("tra-ket-qua", recipient=CITIZEN)

    assert _who_did_what(counter) == [
        ("Tiếp nhận hồ sơ", "Nguyễn Văn An"),
        ("Chuyển bộ phận chuyên môn", "Nguyễn Văn An"),
        ("Nhận việc", "Huỳnh Thị Ngọc Lan"),
        ("Trình lãnh đạo phòng", "Huỳnh Thị Ngọc Lan"),
        ("Duyệt, trình ký", "Đặng Đức Minh"),
        ("Ký kết quả", "Lê Văn Cường"),
        ("Cho số kết quả", "Phạm Thị Dung"),
        ("Phát hành kết quả", "Phạm Thị Dung"),
        ("Trả kết quả", "Nguyễn Văn An"),
    ]
    expect(counter.page.locator("main")).to_contain_text("12/GP-SXD")
    expect(counter.page.locator("main")).to_contain_text("10 – Đã trả kết quả")


def test_papers_are_asked_for_and_the_work_goes_on_by_keyboard_alone_at_360_pixels(
    colleague: Colleague,
) -> None:
    code = _at_the_division(colleague("annv"))
    tab = colleague("lanhtn", Keyboard, viewport=PHONE)

    tab.write("#q", code).press("form[role=search] button")
    tab.press("tbody a").press("main form[action$='/nhan'] button")
    tab.press("a[href$='/yeu-cau-bo-sung']")
    tab.write("[name=part_1]", "Chưa ký").write("[name=others]", "Thiếu giấy chứng sinh")
    tab.tick("[name=complete]").press("main form[method=post] button")
    expect(tab.page.locator("main")).to_contain_text("Thiếu giấy chứng sinh")
    tab.press("a[href$='/tiep-tuc']")
    tab.write("[name=note]", "Đã bổ sung").press("main form[method=post] button")

    done = [act for act, _who in _who_did_what(tab)]
    assert done[-2:] == ["Yêu cầu bổ sung hồ sơ", "Tiếp tục xử lý"]
    expect(tab.page.locator("main .govuk-tag").first).to_have_text("Chuyên viên đang thụ lý")


def test_keys_go_through_the_rows_of_the_work_list_and_pick_one(colleague: Colleague) -> None:
    counter = colleague("annv")
    for _ in range(2):
        _at_the_division(counter)
    tab = colleague("lanhtn", Keyboard).go_to("/viec")
    links = tab.page.locator("[data-rows] tbody a")
    second = links.nth(1).get_attribute("href")
    expect(tab.page.locator("#keys")).to_be_visible()

    tab.tab_to("[data-rows] tbody a")
    tab.page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    tab.page.keyboard.press("Space")
    picked = tab.page.locator("input[name=picked]:checked")
    expect(picked).to_have_count(1)
    assert (picked.get_attribute("value") or "").startswith((second or "").rpartition("/")[2])
    tab.page.keyboard.press("End")
    expect(links.last).to_be_focused()
    tab.page.keyboard.press("Home")
    expect(links.first).to_be_focused()
    with tab.page.expect_navigation():
        tab.page.keyboard.press("Enter")
    expect(tab.page.locator("main h1")).to_be_visible()


def test_the_second_of_two_officers_sees_both_versions_and_nothing_is_recorded(
    colleague: Colleague,
) -> None:
    counter, specialist = colleague("annv"), colleague("lanhtn", viewport=PHONE)
    code = _at_the_division(counter)
    specialist.open_dossier(code).act("yeu-cau-bo-sung", others="Thiếu bản vẽ", complete="y")
    address = specialist.page.url
    specialist.page.click("a[href$='/tiep-tuc']")
    counter.open_dossier(code).act("tiep-tuc", note="Nhận đủ tại quầy")

    with specialist.page.expect_response(f"{address}/tiep-tuc") as answer:
        specialist.type_in(note="Gửi qua thư").send()

    assert answer.value.status == 409
    versions = specialist.page.locator("table", has_text="Khi bạn mở").inner_text()
    assert "Yêu cầu bổ sung giấy tờ" in versions
    assert "Chuyên viên đang thụ lý" in versions
    expect(specialist.page.locator("main")).to_contain_text("Gửi qua thư")
    assert_usable(specialist)
    specialist.page.goto(address)
    assert [who for act, who in _who_did_what(specialist) if act == "Tiếp tục xử lý"] == [
        "Nguyễn Văn An"
    ]

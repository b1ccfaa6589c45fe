import re

import pytest
from egov_kit.simulator import Reply

from tests.support._portal import PortalSite
from tests.support.op import HandClock

SECOND_POST = "0b0a3f0e-93a4-4d5b-8d0b-6a0f4f6a1c02"


def tiles(page: str) -> list[str]:
    return re.findall(r'id="open-([a-z-]+)"', page)


def test_granted_module_has_a_tile(portal: PortalSite) -> None:
    assert tiles(portal.signed_in().get("/").text) == ["onestop"]


def test_module_without_a_grant_has_no_tile(portal: PortalSite) -> None:
    portal.person["grants"] = []
    page = portal.signed_in().get("/").text
    assert tiles(page) == []
    assert "Người cần liên hệ" in page
    assert "Quản trị viên của Thành phố Đà Nẵng" in page


@pytest.mark.parametrize(
    ("language", "title"), [("vi", "Một cửa điện tử"), ("en", "One-stop shop")]
)
def test_tiles_speak_the_reader_s_language(portal: PortalSite, language: str, title: str) -> None:
    page = portal.signed_in(language).get("/").text
    assert f'<html lang="{language}"' in page
    assert title in page


def test_launch_leads_through_the_module_s_sign_in(portal: PortalSite) -> None:
    answer = portal.signed_in().get("/launch/onestop")
    assert answer.status_code == 302
    assert answer.location == "http://onestop.danang.localhost:8000/oidc/login?next=/"


def test_launch_keeps_a_path_of_the_module(portal: PortalSite) -> None:
    answer = portal.signed_in().get("/launch/onestop?to=/ho-so/moi?buoc%3D2")
    assert answer.location.endswith("/oidc/login?next=/ho-so/moi?buoc%3D2")


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "/\\evil.example", "x"])
def test_launch_leads_nowhere_else(portal: PortalSite, to: str) -> None:
    answer = portal.signed_in().get(f"/launch/onestop?to={to}")
    assert answer.location == "http://onestop.danang.localhost:8000/oidc/login?next=/"


def test_launch_leaves_the_refusal_to_keycloak(portal: PortalSite) -> None:
    portal.person["grants"] = []
    assert portal.signed_in().get("/launch/onestop").status_code == 302


@pytest.mark.parametrize("name", ["portal", "egov-idp", "nothing"])
def test_only_modules_are_launched(portal: PortalSite, name: str) -> None:
    assert portal.signed_in().get(f"/launch/{name}").status_code == 404


def test_working_post_is_shown_by_name(portal: PortalSite) -> None:
    page = portal.signed_in().get("/").text
    assert "Công chức Một cửa – Sở Xây dựng" in page


def test_silent_people_service_leaves_the_tiles(portal: PortalSite) -> None:
    portal.people.reply = Reply(status=503)
    page = portal.signed_in().get("/").text
    assert tiles(page) == ["onestop"]
    assert "Dịch vụ nhân sự đang tạm nghỉ" in page
    assert "counter-officer – H17.08" in page


def asked(portal: PortalSite) -> int:
    return sum(call.path == "/people/me" for call in portal.people.calls)


def test_service_that_hangs_holds_up_one_page_in_ten_seconds(
    portal: PortalSite, clock: HandClock
) -> None:
    browser = portal.signed_in()
    browser.get("/")
    before = asked(portal)
    portal.people.reply = Reply(drop=True)
    for _ in range(5):
        assert "Dịch vụ nhân sự đang tạm nghỉ" in browser.get("/").text
    assert asked(portal) - before == 1
    clock.forward(10)
    for _ in range(5):
        browser.get("/")
    assert asked(portal) - before == 2
    portal.people.reply = None
    clock.forward(10)
    assert "Công chức Một cửa – Sở Xây dựng" in browser.get("/").text
    assert "Công chức Một cửa – Sở Xây dựng" in browser.get("/").text
    assert asked(portal) - before == 4


def test_service_that_answers_with_an_error_is_asked_again_at_once(portal: PortalSite) -> None:
    browser = portal.signed_in()
    before = asked(portal)
    portal.people.reply = Reply(status=401)
    browser.get("/")
    browser.get("/")
    assert asked(portal) - before == 2


def test_switch_is_tried_while_the_service_is_silent(portal: PortalSite) -> None:
    browser = portal.signed_in()
    token = browser.form_token("/working-post")
    portal.people.reply = Reply(drop=True)
    browser.get("/")
    portal.people.reply = None
    answer = browser.post("/working-post", {"csrf_token": token, "post": SECOND_POST})
    assert answer.status_code == 303
    assert "Công chức Một cửa" in browser.get("/").text


def test_answer_of_another_form_counts_as_silence(portal: PortalSite) -> None:
    portal.people.reply = Reply(body=["nonsense"])
    assert "Dịch vụ nhân sự đang tạm nghỉ" in portal.signed_in().get("/").text


def test_working_post_is_switched_without_a_second_sign_in(portal: PortalSite) -> None:
    browser = portal.signed_in()
    token = browser.form_token("/working-post")
    answer = browser.post("/working-post", {"csrf_token": token, "post": SECOND_POST})
    assert (answer.status_code, answer.location) == (303, "/")
    page = browser.get("/").text
    assert "Bạn đang làm việc ở vị trí Công chức Một cửa – Phòng Quản lý hạ tầng kỹ thuật" in page
    assert len(portal.op.calls("auth")) == 1


def test_switch_begun_in_a_module_leads_back_there(portal: PortalSite) -> None:
    browser = portal.signed_in()
    token = browser.form_token("/working-post?from=onestop")
    form = {"csrf_token": token, "post": SECOND_POST}
    answer = browser.post("/working-post?from=onestop", form)
    assert answer.location == "/launch/onestop"


@pytest.mark.parametrize("post", ["", "x", "0b0a3f0e-93a4-4d5b-8d0b-6a0f4f6a1c99"])
def test_post_one_does_not_hold_is_refused(portal: PortalSite, post: str) -> None:
    browser = portal.signed_in()
    token = browser.form_token("/working-post")
    answer = browser.post("/working-post", {"csrf_token": token, "post": post})
    assert answer.status_code == 422
    assert "Hãy chọn một trong các vị trí công tác của bạn." in answer.text


def test_silent_people_service_changes_no_post(portal: PortalSite) -> None:
    browser = portal.signed_in()
    token = browser.form_token("/working-post")
    portal.people.reply = Reply(status=500)
    answer = browser.post("/working-post", {"csrf_token": token, "post": SECOND_POST})
    assert answer.status_code == 503
    assert "Chưa có gì thay đổi" in answer.text


def test_lost_answer_to_a_switch_promises_nothing(portal: PortalSite) -> None:
    browser = portal.signed_in()
    token = browser.form_token("/working-post")
    portal.people.reply = Reply(drop=True)
    answer = browser.post("/working-post", {"csrf_token": token, "post": SECOND_POST})
    assert answer.status_code == 503
    assert "Chưa có gì thay đổi" not in answer.text
    assert "vị trí công tác đã được đổi hay chưa" in answer.text


def test_switch_without_form_token_is_refused(portal: PortalSite) -> None:
    answer = portal.signed_in().post("/working-post", {"post": SECOND_POST})
    assert answer.status_code == 400
    assert portal.person["post"] != SECOND_POST


def test_accessibility_statement_needs_no_sign_in(portal: PortalSite) -> None:
    answer = portal.browser().get("/accessibility")
    assert answer.status_code == 200
    assert "WCAG" in answer.text


def test_home_asks_strangers_to_sign_in(portal: PortalSite) -> None:
    assert portal.browser().get("/").location.startswith(portal.op.issuer)


def test_sign_out_stands_on_every_page(portal: PortalSite) -> None:
    browser = portal.signed_in()
    for path in ("/", "/working-post", "/accessibility"):
        assert 'id="sign-out"' in browser.get(path).text


def test_colours_are_chosen_without_script_and_remembered(portal: PortalSite) -> None:
    browser = portal.browser()
    assert 'data-theme="dark"' in browser.get("/accessibility?theme=dark").text
    assert 'data-theme="dark"' in browser.get("/accessibility").text
    assert "data-theme" not in browser.get("/accessibility?theme=auto").text

import re
from io import BytesIO

import pytest
from egov_kit.simulator import Simulator

from tests.data.desk import views
from tests.support.op import PERSON, HandClock
from tests.support.web import Browser

MAIN, ACTING = (str(each).partition("|")[0] for each in PERSON["posts"])


@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_form_without_its_token_is_refused(browser: Browser, token: str | None) -> None:
    browser.sign_in()
    views.sent.clear()
    form = {"applicant": "a"} | ({} if token is None else {"csrf_token": token})
    assert browser.post("/form", form).status_code == 400
    assert views.sent == []


def test_form_with_its_token_is_taken(browser: Browser) -> None:
    browser.sign_in()
    token = browser.form_token()
    assert browser.post("/form", {"csrf_token": token, "applicant": "a"}).status_code == 303


def test_form_of_another_tab_stays_good_after_a_new_sign_in(
    browser: Browser, clock: HandClock
) -> None:
    browser.sign_in()
    token = browser.form_token()
    browser.callback(browser.at_provider(browser.get("/oidc/login")))
    assert browser.post("/form", {"csrf_token": token}).status_code == 303
    clock.forward(16 * 60)
    browser.callback(browser.at_provider(browser.get("/mine")))
    assert browser.post("/form", {"csrf_token": token}).status_code == 303


def test_form_on_a_public_page_has_a_token_too(browser: Browser) -> None:
    token = re.search(r'value="([^"]+)"', browser.get("/public-form").text)
    assert token is not None
    assert browser.post("/public-form", {"csrf_token": "wrong"}).status_code == 400
    assert browser.post("/public-form", {"csrf_token": token[1]}).text == "sent"


def test_form_drawn_in_another_post_is_a_409_that_keeps_the_input(
    browser: Browser, op: Simulator
) -> None:
    browser.sign_in()
    token = browser.form_token()
    views.sent.clear()
    form = {"csrf_token": token, "egov_post": MAIN, "applicant": "Lê Thị Hoa", "part": ["1", "2"]}
    op.changes["access_token"] = {"post": ACTING}
    browser.callback(browser.at_provider(browser.get("/oidc/login")))
    page = browser.post("/form", form)
    assert page.status_code == 409
    assert views.sent == []
    for part in ('name="applicant" value="Lê Thị Hoa"', "H17.08.02", "H17.08"):
        assert part in page.text
    assert page.text.count('name="part"') == 2
    assert f'name="egov_post" value="{ACTING}"' in page.text
    assert browser.post("/form", form | {"egov_post": ACTING}).status_code == 303


def test_form_drawn_in_the_present_post_is_taken(browser: Browser) -> None:
    browser.sign_in()
    token = browser.form_token()
    assert browser.post("/form", {"csrf_token": token, "egov_post": MAIN}).status_code == 303


def test_forged_post_in_a_form_is_a_409(browser: Browser) -> None:
    browser.sign_in()
    token = browser.form_token()
    for forged in ("nonsense", "", "00000000-0000-0000-0000-000000000000"):
        answer = browser.post("/form", {"csrf_token": token, "egov_post": forged})
        assert answer.status_code == 409


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"applicant": "a" * 400_000}, 303),
        ({"applicant": "a" * 3_000_000}, 413),
        ({str(n): "" for n in range(900)} | {"file": b"a"}, 303),
        ({str(n): "" for n in range(1100)} | {"file": b"a"}, 413),
        ({"file": b"a" * 400_000}, 303),
    ],
    ids=["long", "too long", "many", "too many", "large"],
)
def test_form_beyond_all_measure_is_a_413(
    browser: Browser, form: dict[str, object], status: int
) -> None:
    browser.sign_in()
    files = {n: (BytesIO(v), "a.pdf") if isinstance(v, bytes) else v for n, v in form.items()}
    answer = browser.post("/form", {"csrf_token": browser.form_token(), **files})
    assert (answer.status_code, answer.mimetype) == (status, "text/html")

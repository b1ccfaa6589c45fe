import re
from collections.abc import Callable
from pathlib import Path
from shutil import copy

import pytest
from egov_kit import OIDC, oidc
from egov_kit.errors import ViewUndeclared
from egov_kit.host import Host
from egov_kit.module import Module
from egov_kit.settings import Settings
from egov_kit.simulator import Simulator
from egov_kit.web import cookies
from flask import Flask, Response
from flask_login import current_user

from tests.support.op import HandClock
from tests.support.web import DESK, FLASK, HOST, Browser


def test_public_view_needs_nobody(browser: Browser) -> None:
    assert browser.get("/").text == "home"


@pytest.mark.parametrize("path", ["/mine", "/counter", "/units/H17.08", "/dossiers/1"])
def test_guarded_view_sends_strangers_to_sign_in(
    browser: Browser, op: Simulator, path: str
) -> None:
    answer = browser.get(path)
    assert answer.status_code == 302
    assert answer.location.startswith(f"{op.issuer}/protocol/openid-connect/auth?")


def test_who_has_not_the_right_is_told_so(browser: Browser) -> None:
    browser.sign_in()
    page = browser.get("/head")
    assert (page.status_code, page.mimetype) == (403, "text/html")
    assert browser.get("/counter").status_code == 200


@pytest.mark.parametrize(
    ("unit", "status"),
    [("H17.08", 200), ("H17.08.02", 200), ("H17.080", 404), ("H17", 404), ("H18.08", 404)],
)
def test_right_covers_its_unit_and_those_below(browser: Browser, unit: str, status: int) -> None:
    browser.sign_in()
    assert browser.get(f"/units/{unit}").status_code == status


def test_out_of_reach_looks_like_absent(browser: Browser) -> None:
    browser.sign_in()
    assert browser.get("/dossiers/1").text == "dossier 1"
    alien, absent = browser.get("/dossiers/2"), browser.get("/dossiers/9")
    assert (alien.status_code, absent.status_code) == (404, 404)
    assert without_request(alien.text, "2") == without_request(absent.text, "9")
    assert set(alien.headers.keys()) == set(absent.headers.keys())


def without_request(text: str, number: str) -> str:
    """A page without what repeats the address it was asked under, its nonce and its token.

    The token holds the second in which it was made.
    """
    once = r'nonce="[^"]+"|name="csrf\w+" value="[^"]+"'
    return re.sub(once, "", text).replace(f"/dossiers/{number}", "/dossiers/")


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {"Sec_Fetch_Mode": "cors"}),
        ("GET", {"X_Requested_With": "XMLHttpRequest"}),
        ("GET", {"HX_Request": "true"}),
        ("GET", {"Accept": "application/json"}),
        ("GET", {"Accept": "text/event-stream"}),
        ("GET", {"Sec_Fetch_Mode": "websocket", "Upgrade": "websocket"}),
        ("GET", {"Upgrade": "websocket", "Connection": "Upgrade"}),
        ("HEAD", {}),
        ("OPTIONS", {"Access_Control_Request_Method": "POST"}),
        ("POST", {"Accept": "application/json"}),
    ],
)
def test_script_gets_a_401_and_begins_no_sign_in(
    browser: Browser, op: Simulator, method: str, headers: dict[str, str]
) -> None:
    answer = browser.script(method, "/form", **headers)
    assert answer.status_code == 401
    assert "Location" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    if method != "HEAD":
        assert answer.json["code"] == "login_required"  # type: ignore[index]
    assert op.calls() == []


def test_navigation_of_a_browser_without_fetch_metadata_is_redirected(browser: Browser) -> None:
    answer = browser.script("GET", "/mine", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert answer.status_code == 302


def test_app_with_an_undeclared_view_does_not_start(host: Host, desk: Module) -> None:
    app = host.app("onestop")
    oidc.check(app)
    app.view_functions["desk.secret"] = lambda: "secret"
    with pytest.raises(ViewUndeclared, match=r"desk\.secret"):
        oidc.check(app)


def test_undeclared_view_of_a_plain_app_is_never_served(
    web_settings: Settings, desk: Module
) -> None:
    app = Flask("plain")
    OIDC(app, module=desk, settings=web_settings)

    @app.get("/secret")
    def secret() -> str:
        return "not for everybody"

    answer = app.test_client().get("/secret", base_url=f"http://{HOST}")
    assert answer.status_code == 500
    assert "not for everybody" not in answer.text


def test_plain_app_is_the_module_described_beside_it(
    web_settings: Settings, op: Simulator, tmp_path: Path
) -> None:
    copy(DESK, tmp_path)
    app = Flask("plain", root_path=str(tmp_path))
    OIDC(app, settings=web_settings)
    app.add_url_rule("/", view_func=oidc.public(lambda: "home"))
    assert app.test_client().get("/", base_url=f"http://{HOST}").text == "home"


@FLASK
def test_login_fills_flask_logins_current_user(host: Host, browser: Browser) -> None:
    app = host.app("onestop")
    seen: list[object] = []

    @app.after_request
    def note(response: Response) -> Response:
        seen.append(current_user.get_id())
        return response

    browser.sign_in()
    browser.get("/mine")
    browser.get("/healthz")
    assert seen[-2:] == ["5f0c1c5e-2c8e-4bb0-9d5e-0c2f3a9f4a11", None]


def test_error_in_a_view_shows_nothing_of_it(browser: Browser) -> None:
    browser.sign_in()
    page = browser.get("/broken")
    assert page.status_code == 500
    assert "secret detail" not in page.text


def test_ended_session_of_another_browser_opens_nothing(
    browser: Browser, new_browser: Callable[[], Browser], clock: HandClock
) -> None:
    browser.sign_in()
    other = new_browser()
    other.set_cookie(cookies.SESSION, browser.cookies()[cookies.SESSION] + "x")
    assert other.get("/mine").status_code == 302
    assert browser.get("/mine").status_code == 200


@FLASK  # in Django the view decides, and nobody reaches it who may not
def test_wrong_method_is_told_the_right_ones(browser: Browser) -> None:
    answer = browser.post("/counter")
    assert (answer.status_code, "GET" in answer.allow) == (405, True)

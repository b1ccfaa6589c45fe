"""Views that want a stronger or a more recent sign-in: T-25, S-03, RFC 9470."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from egov_kit import OIDC, oidc
from egov_kit.errors import ViewInvalid
from egov_kit.host import Host
from egov_kit.module import Module
from egov_kit.settings import Settings
from egov_kit.simulator import ABSENT, Simulator
from egov_kit.web import cookies
from flask import Flask
from pydantic import ValidationError
from werkzeug.test import TestResponse

from tests.data.desk.views import sent
from tests.support.op import HandClock
from tests.support.web import HOST, Browser

SCRIPT = {"Accept": "application/json"}
WEAK, STRONG = {"acr": "1"}, {"acr": "2"}


@pytest.fixture(autouse=True)
def _answers_unasked(op: Simulator) -> None:
    """The server asks nobody for anything: what it then says is what a test makes it say."""
    assert op.standing is not None
    op.standing.level = 2
    op.changes["id_token"] = WEAK
    op.changes["discovery"] = {"pushed_authorization_request_endpoint": ABSENT}


def sign_in_again(op: Simulator, clock: HandClock) -> None:
    assert op.standing is not None
    op.standing.auth_time = int(clock())


def asked(answer: TestResponse) -> dict[str, str]:
    assert answer.status_code in (302, 303)
    return {n: v[0] for n, v in parse_qs(urlsplit(answer.location).query).items()}


def refreshes(op: Simulator) -> int:
    return sum(call.form["grant_type"] == "refresh_token" for call in op.calls("token"))


def session(browser: Browser) -> str | None:
    return browser.cookies().get(cookies.SESSION)


def test_weak_session_is_sent_for_a_second_factor_and_comes_back(
    browser: Browser, op: Simulator
) -> None:
    browser.sign_in()
    begun = browser.get("/sign?page=2")
    assert asked(begun)["acr_values"] == "2"
    op.changes["id_token"] = STRONG
    assert browser.callback(browser.at_provider(begun)).location == "/sign?page=2"
    assert browser.get("/sign").status_code == 200


def test_strong_session_is_let_in_at_once(browser: Browser, op: Simulator) -> None:
    op.changes["id_token"] = STRONG
    browser.sign_in()
    assert browser.get("/sign").status_code == 200


def test_session_id_changes_at_step_up_and_the_old_one_is_dead(
    browser: Browser, op: Simulator
) -> None:
    browser.sign_in()
    weak = session(browser)
    op.changes["id_token"] = STRONG
    browser.sign_in("/sign")
    assert weak != session(browser)
    browser.set_cookie(cookies.SESSION, weak or "")
    assert "acr_values" not in asked(browser.get("/mine"))


@pytest.mark.parametrize(
    "claims", [{"acr": "1"}, {"acr": ABSENT}, {"acr": "22"}, {"acr": "2 "}, {"acr": "mfa"}], ids=str
)
def test_answer_that_is_not_strong_enough_is_a_page_and_no_circle(
    browser: Browser, op: Simulator, claims: dict[str, object]
) -> None:
    browser.sign_in()
    weak = session(browser)
    op.changes["id_token"] = claims
    page = browser.sign_in("/sign")
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert 'href="/sign"' in page.text
    assert session(browser) == weak
    assert browser.get("/mine").status_code == 200  # the weak one lives on
    op.changes["id_token"] = STRONG
    assert browser.sign_in("/sign").location == "/sign"


@pytest.mark.parametrize("claims", [{"acr": ["2"]}, {"acr": 2}, {"acr": ""}], ids=str)
def test_level_that_is_no_text_signs_nobody_in(
    browser: Browser, op: Simulator, claims: dict[str, object]
) -> None:
    op.changes["id_token"] = claims
    assert browser.sign_in("/sign").status_code == 400
    assert session(browser) is None


@pytest.mark.parametrize("error", ["unmet_authentication_requirements", "access_denied"])
def test_provider_that_cannot_step_up_leaves_the_session(
    browser: Browser, op: Simulator, error: str
) -> None:
    browser.sign_in()
    answer = browser.at_provider(browser.get("/sign"))
    page = browser.callback({"error": error, "state": answer["state"], "iss": op.issuer})
    assert page.status_code in (400, 403)
    assert browser.get("/mine").status_code == 200


def test_who_has_not_the_right_is_refused_before_a_second_factor_is_asked(browser: Browser) -> None:
    browser.sign_in()
    assert browser.get("/sign-as-head").status_code == 403


def test_old_sign_in_is_sent_to_sign_in_anew(
    browser: Browser, op: Simulator, clock: HandClock
) -> None:
    browser.sign_in()
    clock.forward(359)
    assert browser.get("/recent").text == "recent"  # a minute of grace
    clock.forward(2)
    begun = browser.get("/recent")
    assert (asked(begun)["max_age"], asked(begun)["acr_values"]) == ("300", "1 2")
    sign_in_again(op, clock)
    assert browser.callback(browser.at_provider(begun)).location == "/recent"
    assert browser.get("/recent").text == "recent"


@pytest.mark.parametrize(
    ("age", "status"), [(0, 302), (329, 302), (331, 400), (-29, 302), (-31, 400)]
)
def test_answer_must_be_as_recent_as_was_asked(
    browser: Browser, op: Simulator, clock: HandClock, age: int, status: int
) -> None:
    browser.sign_in()
    clock.forward(400)
    begun = browser.get("/recent")
    sign_in_again(op, clock)
    op.changes["id_token"] = {"auth_time": int(clock()) - age}
    assert browser.callback(browser.at_provider(begun)).status_code == status
    assert browser.get("/mine").status_code == 200


@pytest.mark.parametrize("value", [ABSENT, "1", True, None], ids=str)
def test_answer_must_tell_when(
    browser: Browser, op: Simulator, clock: HandClock, value: object
) -> None:
    browser.sign_in()
    clock.forward(400)
    begun = browser.get("/recent")
    sign_in_again(op, clock)
    op.changes["id_token"] = {"auth_time": value}
    assert browser.callback(browser.at_provider(begun)).status_code == 400


def test_refresh_is_no_sign_in(browser: Browser, op: Simulator, clock: HandClock) -> None:
    browser.sign_in()
    now = int(clock())
    clock.forward(280)
    op.changes["access_token"] = {"acr": "2", "auth_time": now + 280}
    assert browser.get("/mine").status_code == 200
    assert refreshes(op) == 1
    assert asked(browser.get("/sign"))["acr_values"] == "2"
    clock.forward(81)
    assert "max_age" in asked(browser.get("/recent"))


def test_refresh_takes_no_level_away(browser: Browser, op: Simulator, clock: HandClock) -> None:
    op.changes["id_token"] = STRONG
    browser.sign_in()
    clock.forward(280)
    assert browser.get("/sign").status_code == 200
    assert refreshes(op) == 1


def test_form_waits_for_the_second_factor(browser: Browser, op: Simulator) -> None:
    op.changes["id_token"] = STRONG
    browser.sign_in()
    token = browser.form_token("/sign")
    op.changes["id_token"] = WEAK
    browser.callback(browser.at_provider(browser.get("/oidc/login")))  # now a weak one
    count = len(sent)
    begun = browser.post("/sign", {"csrf_token": token, "applicant": "Bà Tư"})
    assert (begun.status_code, asked(begun)["acr_values"]) == (303, "2")
    op.changes["id_token"] = STRONG
    assert browser.callback(browser.at_provider(begun)).location == "/sign"
    assert 'value="Bà Tư"' in browser.get("/sign").text
    assert len(sent) == count


def test_form_of_another_site_begins_no_step_up(browser: Browser, op: Simulator) -> None:
    browser.sign_in()
    assert browser.post("/sign", {}, Sec_Fetch_Site="cross-site").status_code == 400


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_script_gets_a_401_that_names_the_reason(browser: Browser, method: str) -> None:
    browser.sign_in()
    before = browser.cookies()
    answer = browser.script(method, "/sign", Accept="application/json")
    assert answer.status_code == 401
    assert "Location" not in answer.headers
    assert browser.cookies() == before
    if method == "GET":
        assert answer.json is not None
        assert answer.json["code"] == "insufficient_user_authentication"


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"acr": "2"}, 200), ({"acr": "1"}, 401), ({"acr": ABSENT}, 401),
        ({"acr": "2", "auth_time": ABSENT}, 401), ({"acr": "2", "age": 361}, 401),
        ({"acr": "2", "age": 359}, 200),
    ],
    ids=str,
)  # fmt: skip
def test_token_that_does_not_show_it_is_a_401_with_what_to_ask_for(
    browser: Browser, op: Simulator, clock: HandClock, claims: dict[str, object], status: int
) -> None:
    said = dict(claims)
    if isinstance(age := said.pop("age", None), int):
        said["auth_time"] = int(clock()) - age
    token = op.access_token(**said)
    answer = browser.script("GET", "/api/sign", Authorization=f"Bearer {token}")
    assert answer.status_code == status
    if status == 401:
        assert answer.headers["WWW-Authenticate"] == (
            'Bearer error="insufficient_user_authentication", acr_values="2", max_age="300"'
        )


def test_expired_token_is_called_that_and_not_weak(browser: Browser, op: Simulator) -> None:
    token = op.access_token(exp=1)
    answer = browser.script("GET", "/api/sign", Authorization=f"Bearer {token}")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_step_up_alone_wants_somebody_signed_in(browser: Browser) -> None:
    assert browser.get("/recent").status_code == 302


def test_unknown_level_stops_the_start(host: Host) -> None:
    app = host.app("onestop")
    app.view_functions["desk.wrong"] = oidc.acr("mfaa")(lambda: "")
    with pytest.raises(ViewInvalid, match=r"desk\.wrong.*'mfaa'.*EGOV_ACR_VALUES"):
        oidc.check(app)


@pytest.mark.parametrize("public_first", [True, False])
def test_step_up_of_what_everybody_may_see_stops_the_start(
    web_settings: Settings, desk: Module, public_first: bool
) -> None:
    app = Flask("plain")
    OIDC(app, module=desk, settings=web_settings)
    marks: list[Callable[..., object]] = [oidc.public, oidc.acr("mfa")]
    view: Callable[..., object] = lambda: "not for everybody"  # noqa: E731
    for mark in marks if public_first else reversed(marks):
        mark(view)
    app.add_url_rule("/x", view_func=view, endpoint="x")
    with pytest.raises(ViewInvalid, match="everybody"):
        oidc.check(app)
    answer = app.test_client().get("/x", base_url=f"http://{HOST}", headers=SCRIPT)
    assert answer.status_code == 401  # served all the same, it wants somebody signed in


@pytest.mark.parametrize("value", ['2"', "a b", "", "2\n", "hai²"])
def test_value_that_fits_no_header_stops_the_start(web_settings: Settings, value: str) -> None:
    with pytest.raises(ValidationError, match="acr_values"):
        Settings(**web_settings.model_dump() | {"acr_values": {"mfa": [value]}})

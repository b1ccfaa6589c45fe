"""A sign-in whose request was pushed, in the browser: P-04."""

from urllib.parse import parse_qs, urlsplit

import pytest
from egov_kit.simulator import Reply, Simulator
from egov_kit.web import cookies

from tests.support.web import Browser


def test_person_arrives_and_the_browser_saw_nothing_of_the_request(
    browser: Browser, op: Simulator
) -> None:
    begun = browser.get("/counter")
    assert parse_qs(urlsplit(begun.location).query).keys() == {"client_id", "request_uri"}
    assert browser.callback(browser.at_provider(begun)).location == "/counter"
    assert browser.get("/counter").status_code == 200


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (Reply(status=500), 503),
        (Reply(drop=True), 503),
        (Reply(status=400, body={"error": "invalid_request"}), 400),
        (Reply(status=201, body={"request_uri": "https://evil.example", "expires_in": 60}), 400),
    ],
)
def test_push_that_fails_begins_nothing_and_leaves_the_session(
    browser: Browser, op: Simulator, reply: Reply, status: int
) -> None:
    browser.sign_in()
    before = browser.cookies()
    op.replies["par"] = reply
    page = browser.get("/oidc/login?next=/counter")
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert browser.cookies() == before
    assert browser.get("/mine").status_code == 200
    op.replies.clear()
    assert browser.sign_in("/oidc/login?next=/counter").location == "/counter"


def test_request_that_lapsed_is_pushed_again_three_times_at_most(
    browser: Browser, op: Simulator
) -> None:
    response = browser.get("/counter")
    for _ in range(4):
        state = op.calls("par")[-1].form["state"]
        said = {"error": "invalid_request_uri", "state": state, "iss": op.issuer}
        response = browser.callback(said)
    assert response.status_code == 400
    assert len(op.calls("par")) == 4
    assert cookies.SESSION not in browser.cookies()


def test_script_and_link_checker_push_nothing(browser: Browser, op: Simulator) -> None:
    browser.script("GET", "/mine", Accept="application/json")
    browser.script("HEAD", "/oidc/login")
    assert op.calls() == []

import re

import pytest
from egov_kit.simulator import Simulator

from tests.support.web import Browser


def policy(browser: Browser, path: str) -> dict[str, list[str]]:
    header = browser.get(path).headers["Content-Security-Policy"]
    return {words[0]: words[1:] for words in (part.split() for part in header.split("; "))}


@pytest.mark.parametrize("path", ["/mine", "/counter", "/head", "/oidc/logout"])
def test_guarded_answer_is_kept_by_no_cache(browser: Browser, path: str) -> None:
    browser.sign_in()
    headers = browser.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert "Cookie" in headers["Vary"]


def test_way_through_sign_in_is_kept_by_no_cache(browser: Browser) -> None:
    begun = browser.get("/mine")
    done = browser.callback(browser.at_provider(begun))
    refused = browser.callback({"state": "x"})
    for each in (begun, done, refused):
        assert each.headers["Cache-Control"] == "no-store"


def test_policy_lets_nothing_foreign_in(browser: Browser) -> None:
    found = policy(browser, "/")
    assert found["default-src"] == ["'none'"]
    assert found["frame-ancestors"] == ["'none'"]
    assert found["base-uri"] == ["'none'"]
    for values in (found["script-src"], found["style-src"]):
        assert values[0] == "'self'"
        assert re.fullmatch(r"'nonce-[\w-]{22}'", values[1])
        assert len(values) == 2


def test_nonce_is_new_for_each_answer(browser: Browser) -> None:
    assert policy(browser, "/")["script-src"] != policy(browser, "/")["script-src"]


def test_forms_may_lead_to_the_sign_in_server_and_back(browser: Browser, op: Simulator) -> None:
    assert policy(browser, "/")["form-action"] == [
        "'self'",
        op.origin,
        "http://danang.localhost:8000",
        "http://*.danang.localhost:8000",
    ]


def test_browser_is_told_not_to_guess_frame_or_refer(browser: Browser) -> None:
    headers = browser.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers  # plain http on one machine


def test_problem_pages_carry_the_same_headers(browser: Browser) -> None:
    headers = browser.get("/nothing-here").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"

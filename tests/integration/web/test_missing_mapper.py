"""A realm of our own that lacks a mapper: refused, and the error says which claim is missing."""

import pytest
from egov_kit.errors import MapperMissing
from egov_kit.op import Provider
from egov_kit.simulator import ABSENT, Simulator
from structlog.testing import capture_logs

from tests.support.web import Browser

CLAIMS = ("staff_id", "tenant", "preferred_username", "sid", "aud")


@pytest.mark.parametrize("claim", CLAIMS)
def test_sign_in_names_the_claim_that_is_missing(
    browser: Browser, op: Simulator, claim: str
) -> None:
    op.changes["access_token"] = {claim: ABSENT}
    with capture_logs() as logged:
        assert browser.sign_in().status_code == 400
    (refused,) = [each for each in logged if each["event"] == "signin.refused"]
    assert refused["code"] == "mapper_missing"
    assert refused["reason"].startswith(f"no claim {claim}:")
    assert browser.get("/mine").status_code == 302


@pytest.mark.parametrize("claim", CLAIMS)
def test_call_names_it_in_the_log_and_not_in_the_answer(
    browser: Browser, op: Simulator, claim: str
) -> None:
    token = op.access_token(**{claim: ABSENT})
    with capture_logs() as logged:
        answer = browser.script("GET", "/api/whoami", Authorization=f"Bearer {token}")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert claim not in answer.text
    assert [claim in each["reason"] for each in logged if each["event"] == "bearer.refused"] == [
        True
    ]


def test_error_carries_the_claim(provider: Provider, op: Simulator) -> None:
    with pytest.raises(MapperMissing) as refused:
        provider.verify_access_token(op.access_token(staff_id=ABSENT))
    assert refused.value.claim == "staff_id"


@pytest.mark.parametrize("claim", ["posts", "grants", "post"])
def test_person_without_posts_or_grants_is_no_mistake_of_the_realm(
    browser: Browser, op: Simulator, claim: str
) -> None:
    op.changes["access_token"] = {claim: ABSENT}
    assert browser.sign_in().status_code in (302, 303)


def test_whole_token_is_taken(browser: Browser) -> None:
    browser.sign_in()
    assert browser.get("/mine").status_code == 200

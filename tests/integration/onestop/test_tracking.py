"""Following a dossier without signing in."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from egov_apps.onestop.errors import TooManyTries
from egov_apps.onestop.models import Dossier, TrackingTries
from egov_apps.onestop.tracking import FROM_ANYWHERE, FROM_ONE_ADDRESS, follow
from egov_apps.onestop.workflow import Status
from egov_kit import database
from egov_kit.settings import Settings
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support._counter import HOST, Counter, hidden
from tests.support._dossiers import NOON, record

UNKNOWN = "H17.08-261120-9999"
HERE, THERE = "198.51.100.7", "203.0.113.9"


@pytest.fixture
def session(onestop: Settings) -> Iterator[Session]:
    with database.transaction(onestop, "danang", "onestop") as opened:
        yield opened


@pytest.fixture
def dossier(session: Session) -> Dossier:
    return record(session)


def tried(
    session: Session, code: str, *, times: int, address: str = HERE, minutes: int = 0
) -> None:
    for _ in range(times):
        now = NOON + timedelta(minutes=minutes)
        assert follow(session, code=code, secret="WRONG", address=address, now=now) is None


def test_the_tracking_code_shows_how_the_dossier_stands(session: Session, dossier: Dossier) -> None:
    found = follow(
        session, code=dossier.code, secret=dossier.tracking_secret, address=HERE, now=NOON
    )

    assert found
    assert (found.code, found.status) == (dossier.code, Status.RECEIVED)


def test_five_wrong_tries_from_an_address_are_too_many_even_for_the_right_one(
    session: Session, dossier: Dossier
) -> None:
    tried(session, dossier.code, times=FROM_ONE_ADDRESS)

    with pytest.raises(TooManyTries):
        follow(session, code=dossier.code, secret=dossier.tracking_secret, address=HERE, now=NOON)


def test_somebody_elsewhere_may_still_try(session: Session, dossier: Dossier) -> None:
    tried(session, dossier.code, times=FROM_ONE_ADDRESS)

    secret = dossier.tracking_secret
    assert follow(session, code=dossier.code, secret=secret, address=THERE, now=NOON)


@pytest.mark.parametrize("exists", [True, False])
def test_thirty_wrong_tries_are_too_many_for_a_code_whether_or_not_it_exists(
    session: Session, dossier: Dossier, *, exists: bool
) -> None:
    code = dossier.code if exists else UNKNOWN
    for address in range(FROM_ANYWHERE // FROM_ONE_ADDRESS):
        tried(session, code, times=FROM_ONE_ADDRESS, address=f"198.51.100.{address}")

    with pytest.raises(TooManyTries):
        tried(session, code, times=1, address=THERE)


def test_an_hour_later_one_may_try_again_and_nothing_is_left_of_before(
    session: Session, dossier: Dossier
) -> None:
    tried(session, dossier.code, times=FROM_ONE_ADDRESS)
    tried(session, UNKNOWN, times=1)

    tried(session, dossier.code, times=1, minutes=60)

    assert session.scalar(select(func.count()).select_from(TrackingTries)) == 2


def test_right_tries_are_not_counted(session: Session, dossier: Dossier) -> None:
    secret = dossier.tracking_secret
    for _ in range(FROM_ONE_ADDRESS + 1):
        assert follow(session, code=dossier.code, secret=secret, address=HERE, now=NOON)


def ask(browser: FlaskClient, code: str, secret: str) -> TestResponse:
    token = hidden(browser.get("/tra-cuu").text, "csrf_token")
    form = {"csrf_token": token, "code": code, "secret": secret}
    return browser.post("/tra-cuu", data=form, headers={"Origin": f"http://{HOST}"})


@pytest.fixture
def stranger(counter: Counter) -> FlaskClient:
    """A browser in which nobody has signed in."""
    return counter.app.test_client()


@pytest.fixture
def received(counter: Counter) -> Dossier:
    with database.transaction(counter.settings, "danang", "onestop") as opened:
        return record(opened)


def test_a_stranger_with_both_codes_reads_it_in_plain_words(
    stranger: FlaskClient, received: Dossier
) -> None:
    stranger.get("/tra-cuu?lang=vi")
    answer = ask(stranger, f" {received.code.lower()} ", received.tracking_secret.lower())

    assert answer.status_code == 200
    assert "Hồ sơ của bạn đã được tiếp nhận" in answer.text
    assert "20/11/2026 17:00" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_domain_10_nothing_personal_is_shown_even_with_the_tracking_code(
    stranger: FlaskClient, received: Dossier
) -> None:
    page = ask(stranger, received.code, received.tracking_secret).text

    personal = (received.applicant_name, received.applicant_number, received.applicant_address)
    for text in (*personal, received.applicant_phone, received.received_by_name):
        assert text not in page


def lasting(page: str) -> str:
    """The page without what is new in every answer."""
    return re.sub(r'nonce="[^"]+"|name="csrf_token" value="[^"]+"', "", page)


def test_domain_10_tracking_without_secret_shows_nothing_personal_and_not_that_it_exists(
    stranger: FlaskClient, received: Dossier
) -> None:
    for _ in range(FROM_ONE_ADDRESS + 1):
        there, nowhere = (ask(stranger, code, "WXYZ") for code in (received.code, UNKNOWN))

        assert there.status_code == nowhere.status_code
        assert lasting(there.text).replace(received.code, UNKNOWN) == lasting(nowhere.text)
        assert "Trần" not in there.text
    assert there.status_code == 429


def test_a_tracking_code_in_the_address_is_not_read(
    stranger: FlaskClient, received: Dossier
) -> None:
    page = stranger.get(
        f"/tra-cuu?ma={received.code}&code={received.code}&secret={received.tracking_secret}"
    )

    assert "Received at" not in page.text
    assert f'value="{received.code}"' in page.text

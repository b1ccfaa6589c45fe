"""What the provider and the directory say reaches sessions that are already open."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from egov_kit.errors import SessionOver
from egov_kit.kit import utc_now

from tests.integration.kit.conftest import Behind, Visitor
from tests.support.directory import RunningDirectory
from tests.support.keycloak import RunningKeycloak

BehindOf = Callable[..., Behind]
LATER = timedelta(seconds=250)


def grants(behind: Behind, visitor: Visitor) -> set[str]:
    return {str(each) for each in behind.session(visitor).person.grants}


@pytest.fixture
def officer(visitor: Visitor) -> Visitor:
    """Somebody at the counter, with portal and one-stop shop open."""
    visitor.sign_in(visitor.go("portal"))
    assert visitor.go("onestop", "/ho-so").status == 200
    return visitor


def test_refresh_brings_rights_as_the_directory_has_them_now(
    officer: Visitor, behind: BehindOf, keycloak: RunningKeycloak
) -> None:
    here = behind("onestop", later=LATER)
    with keycloak.granted("danang", "annv", "onestop.head@H17.08"):
        renewed = here.refresher.fresh(here.session(officer))
        assert {str(each) for each in renewed.person.grants} == {"onestop.head@H17.08"}
        assert officer.go("onestop", "/ho-so/moi").status == 403  # in the web process too
    now = behind("onestop")
    now.refresher.renew(now.session(officer))
    assert officer.go("onestop", "/ho-so/moi").status == 200


def test_module_lets_nobody_in_whose_last_grant_was_withdrawn(
    officer: Visitor, behind: BehindOf, keycloak: RunningKeycloak
) -> None:
    here = behind("onestop", later=LATER)
    with keycloak.granted("danang", "annv"):
        here.refresher.fresh(here.session(officer))
        assert officer.go("onestop", "/ho-so").status == 403
    now = behind("onestop")
    now.refresher.renew(now.session(officer))


def test_second_refresh_works_with_the_same_refresh_token(
    officer: Visitor, behind: BehindOf
) -> None:
    here = behind("onestop")
    first = here.refresher.renew(here.session(officer))
    second = here.refresher.renew(first)
    assert second.access_token != first.access_token
    assert second.ends_at <= utc_now() + timedelta(minutes=22)


def test_locked_person_keeps_a_module_to_the_end_of_the_token_and_no_longer(
    officer: Visitor, behind: BehindOf, directory: RunningDirectory
) -> None:
    here, person = behind("onestop", later=LATER), directory.person("danang", "annv")
    directory.open("danang").set_status(person.staff_id, "locked")
    try:
        kept = here.refresher.fresh(here.session(officer))
        assert (kept.refused, kept.ended_at) == (True, None)
        past = behind("onestop", later=timedelta(seconds=310))
        with pytest.raises(SessionOver):
            past.refresher.fresh(past.session(officer))
        assert officer.go("onestop", "/ho-so").asks_for("password")
    finally:
        directory.open("danang").set_status(person.staff_id, "active")


def test_locked_person_keeps_the_portal_to_the_end_of_the_token_and_no_longer(
    officer: Visitor, behind: BehindOf, directory: RunningDirectory
) -> None:
    here = behind("portal", later=timedelta(seconds=11))
    person = directory.person("danang", "annv")
    directory.open("danang").set_status(person.staff_id, "locked")
    try:
        kept = here.refresher.reread(here.session(officer))
        assert kept.ended_at is None
        past = behind("portal", later=timedelta(seconds=310))
        with pytest.raises(SessionOver):
            past.refresher.fresh(past.session(officer))
    finally:
        directory.open("danang").set_status(person.staff_id, "active")


def test_portal_reads_rights_again_without_a_refresh(
    officer: Visitor, behind: BehindOf, keycloak: RunningKeycloak
) -> None:
    here = behind("portal", later=timedelta(seconds=11))
    before = here.session(officer)
    with keycloak.granted("danang", "annv", "onestop.head@H17.08"):
        after = here.refresher.reread(before)
    assert {str(each) for each in after.person.grants} == {"onestop.head@H17.08"}
    assert after.access_token == before.access_token


def test_directory_that_hangs_costs_nobody_the_session(
    officer: Visitor, behind: BehindOf, directory: RunningDirectory
) -> None:
    here = behind("onestop", later=LATER)
    with directory.hanging():
        kept = here.refresher.fresh(here.session(officer))
    assert kept.ended_at is None
    past = behind("onestop", later=timedelta(seconds=310))
    assert past.refresher.fresh(kept).failures == 0  # works again by itself


def test_directory_that_hangs_costs_the_portal_nothing(
    officer: Visitor, behind: BehindOf, directory: RunningDirectory
) -> None:
    here = behind("portal", later=timedelta(seconds=11))
    with directory.hanging():
        kept = here.refresher.reread(here.session(officer))
    assert kept.ended_at is None


def test_keycloak_that_ends_a_session_is_obeyed_at_once(
    officer: Visitor, keycloak: RunningKeycloak
) -> None:
    admin = keycloak.admin("danang")
    admin.user_logout(keycloak.user_id("danang", "annv"))
    assert officer.go("onestop", "/ho-so").asks_for("password")

"""Somebody leaves, by command, on a real directory. No Keycloak answers here."""

from datetime import timedelta

import pytest
from egov_idp.people import grants
from egov_idp.people.errors import OperatorRefused
from egov_idp.policy.day import today
from egov_idp.policy.rules import Policy

from tests.support._office import Office, who_runs_this

ONE_DAY = timedelta(days=1)


@pytest.fixture
def username(office: Office) -> str:
    """Somebody at a counter since January, who is a deputy too and will be a clerk."""
    named = str(office.post("/people", name="Mạc Văn Nghỉ", namesake=True)["username"])
    later = (today() + 9 * ONE_DAY).isoformat()
    for post in (
        {"title": "counter-officer", "first": "2026-01-05", "last": later},
        {"title": "specialist", "acting": True},
        {"title": "clerk", "first": (today() + 10 * ONE_DAY).isoformat()},
    ):
        office.post(f"/people/{named}/posts", unit="H17.08", **post)
    return named


def leave(office: Office, username: str, **said: object) -> None:
    """Keycloak does not answer, and that is told; all else is done."""
    with pytest.raises(OperatorRefused, match=r"Nobody signs in as .* any more.*five minutes"):
        office.post(f"/people/{username}/leave", **said)


def last_days(office: Office, username: str) -> dict[str, str]:
    posts = office.get(f"/people/{username}")["posts"]
    return {post["title"]["code"]: post["to"] for post in posts}


def test_who_leaves_has_left_without_rights_and_posts(office: Office, username: str) -> None:
    leave(office, username)

    person = office.directory.person("danang", username)
    assert (person.status, person.posts, person.grants, person.modules) == ("left", (), (), ())
    yesterday = (today() - ONE_DAY).isoformat()
    assert last_days(office, username) == {"counter-officer": yesterday}


def test_posts_end_with_the_last_day_that_was_named(office: Office, username: str) -> None:
    leave(office, username, last=today().isoformat())

    on = today().isoformat()
    assert last_days(office, username) == {"counter-officer": on, "specialist": on}
    assert office.directory.person("danang", username).grants == ()


def test_who_has_left_gets_no_rights_back_on_the_last_day(office: Office, username: str) -> None:
    leave(office, username, last=today().isoformat())

    assert office.post("/grants/refresh")["changed"] == []


def test_it_is_noted_by_whom_and_what_they_had(office: Office, username: str) -> None:
    leave(office, username)

    record = office.get(f"/people/{username}")["history"][0]
    assert (record["actor"], record["action"], record["state"], record["error"]) == (
        f"os:{who_runs_this()}", "person.leave", "failed", "sessions_still_open",
    )  # fmt: skip
    assert (record["before"]["status"], record["after"]["status"]) == ("active", "left")
    assert "onestop.counter@H17.08" in record["before"]["grants"]


def test_what_was_cut_short_is_completed_by_the_same_command(office: Office, username: str) -> None:
    """As after a kill between the status and the rest."""
    person = office.directory.person("danang", username)
    office.directory.open("danang").set_status(person.staff_id, "left")

    leave(office, username)

    assert office.directory.person("danang", username).grants == ()
    assert set(last_days(office, username)) == {"counter-officer"}


def test_who_has_left_is_still_to_be_signed_out_where_that_failed(
    office: Office, username: str
) -> None:
    leave(office, username)

    leave(office, username)  # tells it again, for Keycloak was asked again


def test_nobody_leaves_on_a_later_day(office: Office, username: str) -> None:
    before = office.directory.person("danang", username)

    with pytest.raises(OperatorRefused, match="is a later day"):
        office.post(f"/people/{username}/leave", last=(today() + ONE_DAY).isoformat())
    assert office.directory.person("danang", username) == before


def test_second_factor_stays_while_keycloak_is_away(office: Office, username: str) -> None:
    with pytest.raises(OperatorRefused, match=r"resting.*not done"):
        office.post(f"/people/{username}/second-factor/reset")

    record = office.get(f"/people/{username}")["history"][0]
    assert (record["action"], record["state"]) == ("person.reset-second-factor", "failed")


def test_who_waited_while_the_rules_were_changed_goes_by_the_new_ones(office: Office) -> None:
    """As the daily refresh, which knew its province before it was its turn."""
    province, an = office.provinces.of("danang"), office.directory.person("danang", "annv")
    province.policy = Policy()  # as the files had it before

    office.provinces.take_new_rules("danang")
    grants.refresh(province, "system:daily", today())

    assert office.directory.person("danang", "annv") == an

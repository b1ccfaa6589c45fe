"""People by command, on a real directory and over the real socket. No Keycloak answers here."""

from datetime import date, timedelta

import pytest
from egov_idp.people.errors import OperatorRefused
from egov_idp.policy.day import today

from tests.support._office import Office, who_runs_this

AT_THE_DESK = ["onestop.counter@H17.08", "onestop.return@H17.08"]
"""What a counter officer of the Department of Construction may do."""


def added(office: Office, name: str, **more: object) -> str:
    """The user name of somebody new."""
    return str(office.post("/people", name=name, **more)["username"])


def test_person_is_added_with_a_name_by_the_rule_and_an_address(office: Office) -> None:
    told = office.post("/people", name=" Đinh  Văn Ước ")

    person = office.directory.person("danang", "uocdv")
    assert told["new"] is True
    assert (person.name, person.family_name, person.given_name) == (
        "Đinh Văn Ước",
        "Đinh Văn",
        "Ước",
    )
    assert (person.email, person.status) == ("uocdv@danang.gov.vn", "active")
    assert (person.posts, person.grants) == ((), ())


def test_person_is_there_also_when_keycloak_gives_no_password(office: Office) -> None:
    told = office.post("/people", name="Đinh Văn Khoa")

    assert told["one_time_password"] is None
    assert told["no_password_because"] == "sign_in_unreachable"
    states = {r["action"]: r["state"] for r in office.get("/people/khoadv")["history"]}
    assert states == {"person.add": "done", "person.one-time-password": "failed"}


def test_somebody_of_a_name_that_is_there_is_added_only_if_said_so(office: Office) -> None:
    added(office, "Đinh Thị Mận")

    with pytest.raises(OperatorRefused, match=r"mandt.*--namesake"):
        office.post("/people", name="Đinh Thị Mận")
    assert added(office, "Đinh Thị Mận", namesake=True) == "mandt2"


def test_user_name_that_somebody_else_has_gets_a_number(office: Office) -> None:
    assert added(office, "Ngô Văn An") == "annv2"


def test_the_same_person_added_twice_is_there_once(office: Office) -> None:
    first = office.post("/people", name="Đinh Văn Hai", username="hai.dinh")
    again = office.post("/people", name="Đinh Văn Hai", username="hai.dinh")

    assert (first["new"], again["new"]) == (True, False)
    assert again["staff_id"] == first["staff_id"]
    assert len(office.get("/people", text="Đinh Văn Hai")["people"]) == 1


def test_user_name_of_somebody_else_is_refused(office: Office) -> None:
    with pytest.raises(OperatorRefused, match="annv"):
        office.post("/people", name="Đinh Văn Ba", username="annv")


def test_address_of_somebody_else_is_refused(office: Office) -> None:
    with pytest.raises(OperatorRefused, match=r"annv@danang\.gov\.vn"):
        office.post("/people", name="Đinh Văn Tư", email="annv@danang.gov.vn")


@pytest.mark.parametrize("name", ["李明", "2 3", "  "])
def test_name_that_gives_no_user_name_is_refused(office: Office, name: str) -> None:
    with pytest.raises(OperatorRefused):
        office.post("/people", name=name)


def test_people_are_found_without_tones_and_by_unit(office: Office) -> None:
    added(office, "Đinh Thị Nguyệt Ánh")

    found = office.get("/people", text="nguyet dinh")["people"]
    assert [each["name"] for each in found] == ["Đinh Thị Nguyệt Ánh"]
    there = {each["username"] for each in office.get("/people", unit="H17.08")["people"]}
    assert "cuonglv" in there
    assert "anhdtn" not in there


def test_people_come_in_pages_by_given_name(office: Office) -> None:
    first, second = (office.get("/people", page=number) for number in (1, 2))

    assert len(first["people"]) == 50
    assert (first["pages"] - 1) * 50 < first["count"] <= first["pages"] * 50
    assert not {p["staff_id"] for p in first["people"]} & {p["staff_id"] for p in second["people"]}
    assert office.get("/people", page=99)["people"] == []


def test_post_brings_its_rights_and_the_record_says_so(office: Office) -> None:
    username = added(office, "Đinh Văn Quầy")

    told = office.post(f"/people/{username}/posts", unit="H17.08", title="counter-officer")

    person = office.directory.person("danang", username)
    assert (told["new"], told["modules"], told["grants"]) == (
        True,
        ["onestop"],
        AT_THE_DESK,
    )
    assert person.working_post == person.posts[0].id
    record = office.get(f"/people/{username}")["history"][0]
    assert (record["action"], record["state"], record["actor"]) == (
        "person.post-add",
        "done",
        f"os:{who_runs_this()}",
    )
    assert record["before"] == {"posts": [], "grants": []}
    assert record["after"]["grants"] == AT_THE_DESK
    assert record["after"]["post"]["from"] == today().isoformat()


def test_post_given_twice_is_held_once(office: Office) -> None:
    username = added(office, "Đinh Văn Lặp")
    said = {"unit": "H17.08", "title": "clerk"}
    first = office.post(f"/people/{username}/posts", **said)

    again = office.post(f"/people/{username}/posts", **said)

    assert (again["new"], again["post"]["id"]) == (False, first["post"]["id"])
    assert len(office.get(f"/people/{username}")["posts"]) == 1


def test_post_that_was_given_half_is_completed_by_the_same_command(office: Office) -> None:
    """As after a kill between the post and the grants."""
    username = added(office, "Đinh Văn Nửa")
    said = {"unit": "H17.08", "title": "counter-officer"}
    office.post(f"/people/{username}/posts", **said)
    person, danang = office.directory.person("danang", username), office.directory.open("danang")
    danang.set_grants(person.staff_id, posts=[], grants=[], modules=[], working_post=None)

    office.post(f"/people/{username}/posts", **said)

    assert office.directory.person("danang", username) == person


def test_post_of_a_later_day_gives_nothing_before(office: Office) -> None:
    username = added(office, "Đinh Văn Mai")
    day = (today() + timedelta(days=9)).isoformat()

    told = office.post(
        f"/people/{username}/posts", unit="H17.08", title="counter-officer", first=day
    )

    assert (told["post"]["today"], told["grants"]) == (False, [])


def test_second_main_post_must_be_an_acting_one(office: Office) -> None:
    username = added(office, "Đinh Văn Đôi")
    office.post(f"/people/{username}/posts", unit="H17.08", title="clerk")

    with pytest.raises(OperatorRefused, match="--acting"):
        office.post(f"/people/{username}/posts", unit="H17.05", title="clerk")
    told = office.post(f"/people/{username}/posts", unit="H17.05", title="clerk", acting=True)
    assert told["new"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"unit": "H17.08", "title": "wizard"}, "wizard.*counter-officer"),
        ({"unit": "H17.99", "title": "clerk"}, "no such unit"),
        ({"unit": "H47.08", "title": "clerk"}, "no such unit"),
        ({"unit": "nowhere", "title": "clerk"}, "unit: "),
        ({"title": "clerk"}, "unit: "),
        ({"unit": "H17.08", "title": "clerk", "door": 1}, "door: "),
        ({"unit": "H17.08", "title": "clerk", "first": "1996-12-31"}, "first day"),
        ({"unit": "H17.08", "title": "clerk", "first": "tomorrow"}, "first: "),
        (
            {"unit": "H17.08", "title": "clerk", "first": "2026-02-01", "last": "2026-01-01"},
            "2026-01-01 is before 2026-02-01",
        ),
    ],
)
def test_post_that_cannot_be_given_is_refused_and_says_why(
    office: Office, said: dict[str, object], told: str
) -> None:
    before = office.directory.person("danang", "khanhvt")
    with pytest.raises(OperatorRefused, match=told):
        office.post("/people/khanhvt/posts", **said)
    assert office.directory.person("danang", "khanhvt") == before


def test_post_that_ends_takes_its_rights_along_at_once(office: Office) -> None:
    username = added(office, "Đinh Văn Hết")
    office.post(
        f"/people/{username}/posts",
        unit="H17.08",
        title="counter-officer",
        first="2026-01-05",
    )

    told = office.post(f"/people/{username}/posts/end", unit="H17.08")

    assert (told["modules"], told["grants"]) == ([], [])
    person = office.directory.person("danang", username)
    (post,) = office.directory.open("danang").list_posts(holder=person.staff_id)
    assert post.valid_to == today() - timedelta(days=1)
    assert (person.posts, person.working_post) == ((), None)


def test_post_that_was_given_by_mistake_goes_whole(office: Office) -> None:
    username = added(office, "Đinh Văn Nhầm")
    office.post(f"/people/{username}/posts", unit="H17.08", title="clerk")

    office.post(f"/people/{username}/posts/end", unit="H17.08", title="clerk")

    assert office.get(f"/people/{username}")["posts"] == []
    with pytest.raises(OperatorRefused, match="no such post"):
        office.post(f"/people/{username}/posts/end", unit="H17.08")


def test_post_keeps_its_rights_to_the_last_day(office: Office) -> None:
    username = added(office, "Đinh Văn Cuối")
    office.post(f"/people/{username}/posts", unit="H17.08", title="counter-officer")

    told = office.post(f"/people/{username}/posts/end", unit="H17.08", last=today().isoformat())

    assert told["grants"] == AT_THE_DESK


def test_which_post_is_meant_must_be_clear(office: Office) -> None:
    username = added(office, "Đinh Văn Nhiều")
    office.post(f"/people/{username}/posts", unit="H17.08", title="clerk")
    office.post(f"/people/{username}/posts", unit="H17.08", title="specialist", acting=True)

    with pytest.raises(OperatorRefused, match="clerk, specialist"):
        office.post(f"/people/{username}/posts/end", unit="H17.08")
    office.post(f"/people/{username}/posts/end", unit="H17.08", title="clerk")


def test_lock_holds_even_while_keycloak_is_away_and_says_what_is_open(office: Office) -> None:
    username = added(office, "Đinh Văn Khóa")

    with pytest.raises(OperatorRefused, match=r"any more, but.*five minutes"):
        office.post(f"/people/{username}/lock", reason="đã nghỉ việc")

    assert office.directory.person("danang", username).status == "locked"
    record = office.get(f"/people/{username}")["history"][0]
    assert (record["state"], record["error"]) == ("failed", "sessions_still_open")
    assert record["after"] == {"status": "locked", "reason": "đã nghỉ việc"}


def test_who_is_restored_has_the_grants_of_today(office: Office) -> None:
    username = added(office, "Đinh Văn Về")
    office.post(f"/people/{username}/posts", unit="H17.08", title="counter-officer")
    person, danang = office.directory.person("danang", username), office.directory.open("danang")
    danang.set_status(person.staff_id, "locked")
    danang.set_grants(person.staff_id, posts=[], grants=[], modules=[], working_post=None)

    told = office.post(f"/people/{username}/restore")

    assert (told["status_before"], told["status"]) == ("locked", "active")
    assert office.directory.person("danang", username) == person
    assert office.post(f"/people/{username}/restore")["status_before"] == "active"


def test_nobody_locked_gets_a_password_and_nobody_who_left_comes_back(office: Office) -> None:
    username = added(office, "Đinh Văn Xa")
    danang = office.directory.open("danang")
    danang.set_status(office.directory.person("danang", username).staff_id, "locked")
    with pytest.raises(OperatorRefused, match="is locked"):
        office.post(f"/people/{username}/one-time-password")

    danang.set_status(office.directory.person("danang", username).staff_id, "left")
    for path in ("lock", "restore"):
        with pytest.raises(OperatorRefused, match="has left"):
            office.post(f"/people/{username}/{path}", **({"reason": "x"} if path == "lock" else {}))


def test_grants_are_told_with_the_post_and_the_rule_they_come_from(office: Office) -> None:
    told = office.get("/people/annv/grants")

    assert told["current"] is True
    first = told["grants"][0]
    assert first["grant"] == "onestop.counter@H17.05"
    assert first["because"] == [
        {
            "post": {"unit": "H17.05", "title": "counter-officer", "acting": True},
            "instead_of": None,
            "rule": {
                "titles": ["counter-officer"],
                "unit_kinds": ["commune", "department", "district"],
                "from": None,
                "until": None,
                "basis": None,
                "origin": "module.toml of onestop",
            },
        }
    ]


def test_grants_of_another_day_are_called_so_and_a_refresh_mends_them(office: Office) -> None:
    username = added(office, "Đinh Văn Cũ")
    office.post(f"/people/{username}/posts", unit="H17.08", title="counter-officer")
    person, danang = office.directory.person("danang", username), office.directory.open("danang")
    danang.set_grants(person.staff_id, posts=[], grants=[], modules=[], working_post=None)
    assert office.get(f"/people/{username}/grants")["current"] is False

    changed = office.post("/grants/refresh")["changed"]

    assert [each["username"] for each in changed] == [username]
    assert office.directory.person("danang", username) == person
    assert office.post("/grants/refresh")["changed"] == []
    assert office.get(f"/people/{username}")["history"][0]["action"] == "person.grants"


def test_everything_about_somebody_is_shown(office: Office) -> None:
    told = office.get("/people/annv")

    assert (told["name"], told["email"], told["status"]) == (
        "Nguyễn Văn An",
        "annv@danang.gov.vn",
        "active",
    )
    assert [(p["unit"]["code"], p["acting"], p["today"]) for p in told["posts"]] == [
        ("H17.08", False, True),
        ("H17.05", True, True),
    ]
    assert date.fromisoformat(told["posts"][0]["from"]) == date(2025, 7, 1)


def test_posts_are_shown_by_their_first_day_the_main_one_first(office: Office) -> None:
    username = added(office, "Đinh Văn Thứ")
    office.post(f"/people/{username}/posts", unit="H17.05", title="clerk", acting=True)
    office.post(f"/people/{username}/posts", unit="H17.08", title="clerk")

    posts = office.get(f"/people/{username}")["posts"]

    assert [each["unit"]["code"] for each in posts] == ["H17.08", "H17.05"]


def test_who_is_not_there_is_told_with_the_way_to_find_them(office: Office) -> None:
    with pytest.raises(OperatorRefused, match=r"annv9.*person list"):
        office.get("/people/annv9")


def test_province_that_is_not_there_is_told_with_those_that_are(office: Office) -> None:
    with pytest.raises(OperatorRefused, match=r"ha-noi.*danang"):
        office.asked(tenant="ha-noi").get("/people")


def test_a_user_name_means_another_person_in_another_province(office: Office) -> None:
    there = office.asked(tenant="quang-nam").get("/people/annv")
    assert there["staff_id"] != office.get("/people/annv")["staff_id"]
    assert there["email"] == "annv@quangnam.gov.vn"

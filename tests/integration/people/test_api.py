"""The people API: real tokens checks, a real directory."""

from uuid import uuid4

import pytest
from egov_idp.local import people as people_process
from egov_idp.local import slapd
from egov_idp.local.supervisor import Supervisor
from egov_kit.kit import utc_now
from egov_kit.simulator import Simulator
from egov_shell.circuit import Circuit
from egov_shell.people import PeopleApi as PortalsPeopleApi
from structlog.testing import capture_logs

from tests.support._people import PeopleApi, settings_of, token_of
from tests.support.directory import RunningDirectory

OFFICER = {
    "code": "counter-officer",
    "name": {"vi": "Công chức Một cửa", "en": "One-stop counter officer"},
}
CONSTRUCTION = {
    "code": "H17.08",
    "name": {"vi": "Sở Xây dựng", "en": "Department of Construction"},
}
JUSTICE = {"code": "H17.05", "name": {"vi": "Sở Tư pháp", "en": "Department of Justice"}}


def test_somebody_is_told_who_they_are(people: PeopleApi) -> None:
    an = people.directory.person("danang", "annv")
    main, acting = an.posts
    answer = people.get("/people/me", an)
    first = {"id": str(main.id), "unit": CONSTRUCTION, "title": OFFICER, "acting": False}
    second = {"id": str(acting.id), "unit": JUSTICE, "title": OFFICER, "acting": True}
    assert answer.status_code == 200
    assert answer.json == {
        "staff_id": str(an.staff_id),
        "username": "annv",
        "name": "Nguyễn Văn An",
        "given_name": "An",
        "email": "annv@danang.gov.vn",
        "posts": [
            {**first, "from": "2025-07-01", "to": None},
            {**second, "from": "2026-01-01", "to": "2030-12-31"},
        ],
        "working_post": str(main.id),
        "modules": ["onestop"],
        "grants": [
            f"onestop.{role}@{unit}"
            for role in ("counter", "return")
            for unit in ("H17.05", "H17.08")
        ],
    }


def test_posts_are_those_of_today(people: PeopleApi) -> None:
    nhung = people.directory.person("danang", "nhungbt")
    posts = people.get("/people/me", nhung).json["posts"]
    assert [post["unit"]["code"] for post in posts] == ["H17.20.04"]


def test_a_working_post_that_is_no_longer_held_counts_for_nothing(people: PeopleApi) -> None:
    nhung = people.directory.person("danang", "nhungbt")
    danang = people.directory.open("danang")
    past = danang.list_posts(holder=nhung.staff_id)[0]
    danang.set_working_post(nhung.staff_id, past.id)
    try:
        told = people.get("/people/me", nhung).json["working_post"]
    finally:
        danang.set_working_post(nhung.staff_id, nhung.working_post)
    assert told == str(nhung.posts[0].id)


def test_the_working_post_is_changed_in_the_directory(people: PeopleApi) -> None:
    an = people.directory.person("danang", "annv")
    acting = next(post for post in an.posts if post.acting)
    try:
        answer = people.work_in(acting.id, an)
        stored = people.directory.person("danang", "annv")
    finally:
        people.directory.open("danang").set_working_post(an.staff_id, an.working_post)
    assert (answer.status_code, answer.json["working_post"]) == (200, str(acting.id))
    assert stored.working_post == acting.id
    assert (stored.grants, stored.posts) == (an.grants, an.posts)


def test_a_change_of_the_working_post_is_logged_without_names(people: PeopleApi) -> None:
    an = people.directory.person("danang", "annv")
    with capture_logs() as logged:
        people.work_in(an.posts[0].id, an)
    assert logged == [
        {
            "event": "working_post.changed",
            "log_level": "info",
            "tenant": "danang",
            "staff_id": str(an.staff_id),
            "post": str(an.posts[0].id),
        }
    ]


def test_nobody_works_in_a_post_of_somebody_else(people: PeopleApi) -> None:
    an = people.directory.person("danang", "annv")
    cuong = people.directory.person("danang", "cuonglv")
    answer = people.work_in(cuong.posts[0].id, an)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "post_not_held"
    assert people.directory.person("danang", "annv") == an


def test_nobody_works_in_a_post_that_has_ended(people: PeopleApi) -> None:
    nhung = people.directory.person("danang", "nhungbt")
    past = people.directory.open("danang").list_posts(holder=nhung.staff_id)[0]
    assert people.work_in(past.id, nhung).status_code == 422


@pytest.mark.parametrize("body", [b"", b"[]", b'{"post": 1}', b'{"post": "x"}', b'{"job": ""}'])
def test_a_body_that_names_no_post_is_refused(people: PeopleApi, body: bytes) -> None:
    an = people.directory.person("danang", "annv")
    answer = people.client.put(
        "/people/me/working-post",
        data=body,
        headers=people.headers(an),
        content_type="application/json",
    )
    assert (answer.status_code, answer.json["code"]) == (422, "body_invalid")


@pytest.mark.parametrize("caller", ["onestop", "egov-idp"])
def test_only_the_portal_changes_the_working_post(people: PeopleApi, caller: str) -> None:
    an = people.directory.person("danang", "annv")
    assert people.work_in(an.posts[1].id, an, azp=caller).status_code == 403
    assert people.directory.person("danang", "annv") == an


@pytest.mark.parametrize("path", ["/people/me", "/units"])
def test_nothing_is_told_without_a_token_made_for_this_api(people: PeopleApi, path: str) -> None:
    an = people.directory.person("danang", "annv")
    assert people.client.get(path).status_code == 401
    assert people.get(path, an, audience="portal").status_code == 401
    assert people.get(path, an, tenant="quang-nam").status_code == 401


def test_who_was_locked_meanwhile_is_refused(people: PeopleApi) -> None:
    thuy = people.directory.person("danang", "thuydt")
    answer = people.get("/people/me", thuy)
    assert (answer.status_code, answer.json["code"]) == (403, "person_inactive")


def test_a_person_of_another_tenant_is_nobody_here(people: PeopleApi) -> None:
    stranger = people.directory.person("quang-nam", "annv")
    assert people.get("/people/me", stranger).status_code == 403
    assert people.work_in(uuid4(), stranger).status_code == 403


def test_all_units_and_titles_are_named_ended_ones_too(people: PeopleApi) -> None:
    names = people.get("/units", people.directory.person("danang", "khanhvt")).json
    assert names["units"]["H17.20.03"]["vi"] == "Phường Hòa Khánh"
    assert names["kinds"]["H17.08.02"] == "division"
    assert "H17.20.03" not in names["kinds"]
    assert names["titles"]["driver"] == {"vi": "Lái xe", "en": "Driver"}
    assert not any(code.startswith("H47") for code in names["units"])


@pytest.mark.parametrize(
    ("language", "title"),
    [("vi", "Đây không phải vị trí công tác của bạn"), ("en", "This is not one of your posts")],
)
def test_a_problem_is_told_in_the_caller_s_language(
    people: PeopleApi, language: str, title: str
) -> None:
    an = people.directory.person("danang", "annv")
    headers = {**people.headers(an), "Accept-Language": language}
    answer = people.client.put(
        "/people/me/working-post", headers=headers, json={"post": str(uuid4())}
    )
    assert answer.json["title"] == title


def test_with_the_directory_down_the_api_says_so_and_recovers_by_itself(
    own_people: PeopleApi, own_servers: Supervisor
) -> None:
    an = own_people.directory.person("danang", "annv")
    assert own_people.get("/people/me", an).status_code == 200
    own_servers.stop()
    down = own_people.get("/people/me", an)
    assert (down.status_code, down.json["code"]) == (503, "directory_unreachable")
    assert int(down.headers["Retry-After"]) > 0
    assert own_people.work_in(an.posts[1].id, an).status_code == 503
    own_servers.start(slapd.service(own_people.directory.layout))
    assert own_people.get("/people/me", an).status_code == 200


def test_with_the_directory_hanging_the_api_says_so_and_recovers_by_itself(
    own_people: PeopleApi,
) -> None:
    an = own_people.directory.person("danang", "annv")
    assert own_people.get("/people/me", an).status_code == 200
    with own_people.directory.hanging():
        assert own_people.get("/people/me", an).status_code == 503
    assert own_people.get("/people/me", an).status_code == 200


def test_the_portal_s_client_understands_the_api_s_own_process(
    own_directory: RunningDirectory, own_servers: Supervisor, op: Simulator
) -> None:
    layout = own_directory.layout
    service = people_process.service(layout, settings_of(own_directory, op, layout.var))
    own_servers.start(service)
    an = own_directory.person("danang", "annv")
    token = {"Authorization": f"Bearer {token_of(op, an)}"}
    portal = PortalsPeopleApi(service.address, lambda _method, _url: token, Circuit(utc_now))
    assert portal.me().working_post == an.working_post
    acting = next(post for post in an.posts if post.acting)
    assert portal.choose_working_post(acting.id).working_post == acting.id
    assert own_directory.person("danang", "annv").working_post == acting.id

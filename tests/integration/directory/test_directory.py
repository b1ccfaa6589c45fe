"""The typed directory against a real slapd."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from egov_idp.local import slapd
from egov_idp.local.supervisor import Supervisor
from egov_idp.people import seed
from egov_kit.grants import Grant
from egov_ldap import Directory, tree
from egov_ldap.errors import (
    AccountRefused,
    DirectoryUnreachable,
    EntryInvalid,
    PersonUnknown,
    UnitUnknown,
    WriteRefused,
)
from ldap3 import MODIFY_DELETE

from tests.support.directory import RunningDirectory


def test_a_person_is_found_by_staff_id_and_by_user_name(directory: RunningDirectory) -> None:
    found = directory.open("danang").find_person_by_uid("annv")
    assert found
    assert found.name == "Nguyễn Văn An"
    assert (found.family_name, found.given_name) == ("Nguyễn Văn", "An")
    assert directory.open("danang").get_person(found.staff_id) == found


def test_the_same_user_name_is_another_person_in_another_tenant(
    directory: RunningDirectory,
) -> None:
    here, there = directory.person("danang", "annv"), directory.person("quang-nam", "annv")
    assert here.staff_id != there.staff_id
    assert directory.open("danang").find_person(there.staff_id) is None


def test_an_unknown_person_is_none_or_an_error(directory: RunningDirectory) -> None:
    nobody = uuid4()
    danang = directory.open("danang")
    assert danang.find_person(nobody) is None
    with pytest.raises(PersonUnknown):
        danang.get_person(nobody)
    with pytest.raises(PersonUnknown):
        danang.set_working_post(nobody, None)


@pytest.mark.parametrize("username", ["*", "annv)(uid=*", "a\x00", "an\\6ev", "ân*"])
def test_a_user_name_is_no_pattern(directory: RunningDirectory, username: str) -> None:
    assert directory.open("danang").find_person_by_uid(username) is None


def test_people_are_listed_by_status(directory: RunningDirectory) -> None:
    danang = directory.open("danang")
    assert [person.username for person in danang.list_people(status="locked")] == ["thuydt"]
    assert len(danang.list_people()) == len(seed.read(seed.SEEDS / "danang.yaml").people)


def test_a_unit_has_names_kind_dates_and_successors(directory: RunningDirectory) -> None:
    ward = directory.open("danang").get_unit("H17.20.03")
    assert ward.name == {"vi": "Phường Hòa Khánh", "en": "Hoa Khanh Ward"}
    assert (ward.kind, ward.successors) == ("commune", ("H17.20.04", "H17.20.05"))
    assert ward.valid_to == date(2005, 3, 1)
    assert not ward.site
    assert directory.open("danang").get_unit("H17.20.04").site


def test_an_unknown_unit_is_an_error(directory: RunningDirectory) -> None:
    with pytest.raises(UnitUnknown):
        directory.open("danang").get_unit("H17.99")


def test_posts_are_listed_by_holder_past_ones_too(directory: RunningDirectory) -> None:
    nhung = directory.person("danang", "nhungbt")
    posts = directory.open("danang").list_posts(holder=nhung.staff_id)
    assert [post.unit for post in posts] == ["H17.20.05", "H17.20.04"]


def test_posts_of_a_unit_are_those_of_the_units_below_it_too(directory: RunningDirectory) -> None:
    posts = directory.open("danang").list_posts(unit="H17.08")
    assert {post.unit for post in posts} == {"H17.08", "H17.08.02", "H17.08.03"}


def test_the_working_post_is_stored(directory: RunningDirectory) -> None:
    danang, an = directory.open("danang"), directory.person("danang", "annv")
    acting = next(post for post in an.posts if post.acting)
    danang.set_working_post(an.staff_id, acting.id)
    try:
        assert danang.get_person(an.staff_id).working_post == acting.id
    finally:
        danang.set_working_post(an.staff_id, an.working_post)


def test_grants_are_written_and_taken_away_in_one_change(own_directory: RunningDirectory) -> None:
    danang, khanh = own_directory.open("danang"), own_directory.person("danang", "khanhvt")
    right = Grant(module="onestop", role="counter", unit="H17.08")
    danang.set_grants(
        khanh.staff_id, posts=khanh.posts, grants=[right], modules=["onestop"], working_post=None
    )
    given = danang.get_person(khanh.staff_id)
    assert (given.grants, given.modules, given.posts) == ((right,), ("onestop",), khanh.posts)
    assert given.working_post is None
    danang.set_grants(
        khanh.staff_id,
        posts=khanh.posts,
        grants=[],
        modules=[],
        working_post=khanh.working_post,
    )
    assert danang.get_person(khanh.staff_id) == khanh


def test_an_account_that_may_not_write_is_told_so(directory: RunningDirectory) -> None:
    an = directory.person("danang", "annv")
    with pytest.raises(WriteRefused):
        directory.open("danang", "keycloak").set_status(an.staff_id, "left")


def test_a_wrong_password_of_the_account_is_named(directory: RunningDirectory) -> None:
    strange = Directory(url=directory.url, tenant="danang", account="writer", password="no")
    with pytest.raises(AccountRefused):
        strange.list_units()


def test_an_entry_that_cannot_be_read_is_named_without_its_values(
    own_directory: RunningDirectory,
) -> None:
    an = own_directory.person("danang", "annv")
    with own_directory.account("danang", "writer") as connection:
        dn = tree.person("danang", an.staff_id)
        connection.modify(dn, {"givenName": [(MODIFY_DELETE, [])]})  # type: ignore[no-untyped-call]
    with pytest.raises(EntryInvalid, match="givenName") as raised:
        own_directory.open("danang").find_person(an.staff_id)
    assert "Nguyễn" not in str(raised.value)


def test_more_people_than_a_page_are_all_listed(own_directory: RunningDirectory) -> None:
    with own_directory.account("danang", "writer") as connection:
        for number in range(520):
            staff_id = str(uuid4())
            names = {"cn": "Nguyễn Thử", "sn": "Nguyễn", "givenName": "Thử"}
            connection.add(
                f"egovStaffId={staff_id},{tree.folder('danang', 'people')}",
                ["inetOrgPerson", "egovPerson"],
                {"egovStaffId": staff_id, "egovStatus": "pending", "uid": f"thu{number}", **names},
            )
    assert len(own_directory.open("danang").list_people(status="pending")) == 520


def test_a_directory_that_is_down_is_an_error_and_works_again_by_itself(
    own_directory: RunningDirectory, own_servers: Supervisor
) -> None:
    danang = own_directory.open("danang")
    before = danang.list_units()
    own_servers.stop()
    for _ in range(2):
        with pytest.raises(DirectoryUnreachable):
            danang.list_units()
    own_servers.start(slapd.service(own_directory.layout))
    assert danang.list_units() == before


def test_a_restart_between_two_questions_is_not_noticed(
    own_directory: RunningDirectory, own_servers: Supervisor
) -> None:
    danang, an = own_directory.open("danang"), own_directory.person("danang", "annv")
    own_servers.stop()
    own_servers.start(slapd.service(own_directory.layout))
    danang.set_working_post(an.staff_id, an.working_post)
    assert danang.get_person(an.staff_id) == an


def test_a_directory_that_hangs_is_an_error_and_works_again_by_itself(
    own_directory: RunningDirectory,
) -> None:
    danang = own_directory.open("danang")
    before = danang.list_units()
    with own_directory.hanging():
        for _ in range(2):  # once on a connection that was open, once on a new one
            with pytest.raises(DirectoryUnreachable):
                danang.list_units()
    assert danang.list_units() == before


def test_many_threads_ask_at_once(directory: RunningDirectory) -> None:
    danang = directory.open("danang")
    expected = danang.list_people()
    with ThreadPoolExecutor(16) as pool:
        asked = [pool.submit(danang.list_people) for _ in range(64)]
    assert [each.result() for each in asked] == [expected] * 64

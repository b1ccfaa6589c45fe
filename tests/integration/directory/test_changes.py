"""What the people API changes in the directory: each write is one entry's, whole or not at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from egov_ldap import Directory, Person, PostRecord, ServiceAccount, Unit
from egov_ldap.errors import NameTaken, PostUnknown, ValueRefused, WriteRefused

from tests.support.directory import RunningDirectory

DAY = date(2026, 3, 2)


def somebody(username: str = "thuhd", **over: object) -> Person:
    person = Person(
        staff_id=uuid4(),
        username=username,
        name="Hồ Đăng Thử",
        family_name="Hồ Đăng",
        given_name="Thử",
        email=f"{username}@danang.gov.vn",
        status="active",
    )
    return replace(person, **over)


def a_post(holder: UUID, **over: object) -> PostRecord:
    post = PostRecord(
        id=uuid4(), holder=holder, unit="H17.08", title="clerk", acting=False, valid_from=DAY
    )
    return replace(post, **over)


def a_unit(code: str = "H17.90", **over: object) -> Unit:
    name = {"vi": "Sở Thử nghiệm", "en": "Department of Trials"}
    return replace(Unit(code=code, kind="department", name=name, valid_from=DAY), **over)


@pytest.fixture
def danang(own_directory: RunningDirectory) -> Directory:
    return own_directory.open("danang")


def test_person_unit_and_post_are_added_as_they_are_given(danang: Directory) -> None:
    person, unit = somebody(), a_unit(site=True)
    post = a_post(person.staff_id, unit=unit.code, valid_to=date(2026, 12, 31))

    danang.add_person(person)
    danang.add_unit(unit)
    danang.add_post(post)

    assert danang.get_person(person.staff_id) == person
    assert danang.get_unit(unit.code) == unit
    assert danang.list_posts(holder=person.staff_id) == [post]


def test_what_is_added_twice_is_there_once(danang: Directory) -> None:
    """As when the answer to the first attempt was lost."""
    person, unit = somebody(), a_unit()
    post = a_post(person.staff_id)
    for _ in range(2):
        danang.add_person(person)
        danang.add_unit(unit)
        danang.add_post(post)

    assert danang.list_posts(holder=person.staff_id) == [post]
    assert danang.get_unit(unit.code) == unit


def test_names_and_codes_are_given_once(danang: Directory) -> None:
    danang.add_person(somebody())
    danang.add_unit(a_unit())

    with pytest.raises(NameTaken):
        danang.add_person(somebody(email=None))
    with pytest.raises(NameTaken):
        danang.add_person(somebody("thuhd2", email="thuhd@danang.gov.vn"))
    with pytest.raises(NameTaken):
        danang.add_unit(a_unit(kind="division"))


def test_name_of_somebody_in_the_recycle_bin_is_taken(
    danang: Directory, own_directory: RunningDirectory
) -> None:
    person = somebody()
    danang.add_person(person)
    with own_directory.account("danang", "writer") as connection:
        rdn = f"egovStaffId={person.staff_id}"
        connection.modify_dn(
            f"{rdn},ou=people,o=danang,c=VN", rdn, new_superior="ou=removed,o=danang,c=VN"
        )

    assert danang.is_taken("thuhd", None)
    assert danang.is_taken("other", "THUHD@danang.gov.vn")
    assert not danang.is_taken("thuhd2", "thuhd2@danang.gov.vn")
    assert not danang.is_taken("*", "*")


@pytest.mark.parametrize("code", ["17.90", "H17.9", "H17.90.", "h-17"])
def test_code_that_is_no_code_is_refused(danang: Directory, code: str) -> None:
    with pytest.raises(ValueRefused):
        danang.add_unit(a_unit(code))


def test_post_is_ended_and_one_that_never_was_held_is_taken_away(danang: Directory) -> None:
    post = a_post(uuid4())
    danang.add_post(post)

    danang.set_last_day(post.id, DAY)
    assert danang.list_posts(holder=post.holder) == [replace(post, valid_to=DAY)]

    danang.remove_post(post.id)
    danang.remove_post(post.id)
    assert danang.list_posts(holder=post.holder) == []
    with pytest.raises(PostUnknown):
        danang.set_last_day(post.id, DAY)


@pytest.mark.parametrize("account", ["keycloak", "replica"])
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d.add_person(somebody()), id="a person"),
        pytest.param(lambda d: d.add_unit(a_unit()), id="a unit"),
        pytest.param(lambda d: d.add_post(a_post(uuid4())), id="a post"),
    ],
)
def test_nobody_but_the_writer_adds(
    directory: RunningDirectory, account: ServiceAccount, change: Callable[[Directory], None]
) -> None:
    with pytest.raises(WriteRefused):
        change(directory.open("danang", account))


@pytest.mark.parametrize("account", ["keycloak", "replica"])
def test_nobody_but_the_writer_changes_posts(
    directory: RunningDirectory, account: ServiceAccount
) -> None:
    post = directory.open("danang").list_posts()[0]
    with pytest.raises((WriteRefused, PostUnknown)):  # who may not see it is told nothing of it
        directory.open("danang", account).set_last_day(post.id, DAY)
    assert post in directory.open("danang").list_posts()

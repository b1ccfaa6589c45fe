"""Members of staff of Da Nang who are there for one test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from uuid import uuid4

import pytest
from egov_ldap import Person, tree
from egov_ldap.entries import person_attributes
from egov_ldap.passwords import hashed
from ldap3 import MODIFY_REPLACE

from tests.support.directory import RunningDirectory

_NUMBERS = count(1)


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Their entry, and the password they first have."""

    directory: RunningDirectory
    person: Person
    password: str

    @property
    def username(self) -> str:
        return self.person.username

    @property
    def stored(self) -> bytes:
        """The password as the directory keeps it."""
        dn = tree.person("danang", self.person.staff_id)
        with self.directory.local_admin() as admin:
            admin.search(dn, "(objectClass=*)", "BASE", attributes=["userPassword"])
            found: bytes = admin.entries[0].userPassword.raw_values[0]
            return found

    def set_mail(self, address: str | None) -> None:
        dn = tree.person("danang", self.person.staff_id)
        with self.directory.local_admin() as admin:
            held = [(MODIFY_REPLACE, [address] if address else [])]
            admin.modify(dn, {"mail": held, "mailAlias": held})

    def lock(self) -> None:
        self.directory.open("danang").set_status(self.person.staff_id, "locked")


@contextmanager
def hired(directory: RunningDirectory) -> Iterator[Newcomer]:
    """Somebody with a mailbox and without any grant."""
    username = f"moi{next(_NUMBERS)}"
    person = Person(
        staff_id=uuid4(),
        username=username,
        name="Nguyễn Thị Mới",
        family_name="Nguyễn",
        given_name="Mới",
        email=f"{username}@danang.gov.vn",
        status="active",
    )
    made = Newcomer(directory=directory, person=person, password="Mat-khau-dau-2026!")
    dn = tree.person("danang", person.staff_id)
    said = {name: list(values) for name, values in person_attributes(person).items() if values}
    attributes = {**said, "userPassword": [hashed(made.password)]}
    with directory.local_admin() as admin:
        admin.add(dn, attributes=attributes)
    try:
        yield made
    finally:
        with directory.local_admin() as admin:
            admin.delete(dn)


@pytest.fixture
def newcomer(directory: RunningDirectory) -> Iterator[Newcomer]:
    with hired(directory) as made:
        yield made


@pytest.fixture
def other_newcomer(directory: RunningDirectory) -> Iterator[Newcomer]:
    with hired(directory) as made:
        yield made

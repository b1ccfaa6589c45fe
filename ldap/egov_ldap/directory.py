"""The people, units and posts of one tenant, asked and changed through one service account."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from egov_kit.grants import Grant, Post, covers
from ldap3 import BASE, LEVEL, MODIFY_REPLACE, SUBTREE, Connection
from ldap3.core.exceptions import LDAPNoSuchObjectResult
from ldap3.utils.conv import escape_filter_chars

from egov_ldap import tree
from egov_ldap.connection import Connections
from egov_ldap.entries import (
    Attributes,
    Entry,
    Person,
    PostRecord,
    Status,
    Unit,
    granted,
    person_attributes,
    post_attributes,
    read_person,
    read_post,
    read_unit,
    unit_attributes,
)
from egov_ldap.errors import NameTaken, PersonUnknown, PostUnknown, UnitUnknown
from egov_ldap.tree import ServiceAccount

T = TypeVar("T")

PROBE = "egov_probe"
"""User name of the account that tries whether people can sign in; theirs hold no such sign."""

_PAGE = 500


class Directory:
    """One tenant's part of the directory, as ``account`` sees it.

    Every method raises `DirectoryUnreachable` within seconds when the directory is down, and works
    again once it is back. Every write is one entry's, whole or not at all, and does no harm when it
    is sent twice.
    """

    def __init__(self, *, url: str, tenant: str, account: ServiceAccount, password: str) -> None:
        self.tenant = tenant
        self._connections = Connections(url, tree.service(tenant, account), password)

    def close(self) -> None:
        """Close the connections that are open now."""
        self._connections.close()

    def find_person(self, staff_id: UUID) -> Person | None:
        """The person in ``ou=people`` whatever their status."""
        found = self._search(tree.person(self.tenant, staff_id), _people(), BASE)
        return read_person(found[0]) if found else None

    def get_person(self, staff_id: UUID) -> Person:
        """As `find_person`; raises `PersonUnknown`."""
        if (person := self.find_person(staff_id)) is None:
            raise PersonUnknown(staff_id)
        return person

    def find_person_by_uid(self, username: str) -> Person | None:
        """The person who signs in as ``username``, whatever their status."""
        found = self._in("people", _people(uid=username))
        return read_person(found[0]) if found else None

    def list_people(self, *, status: Status | None = None, name: str | None = None) -> list[Person]:
        """Everybody, or everybody of one status or one whole name, by staff id."""
        limit: dict[str, str] = {"egovStatus": status} if status else {}
        limit |= {"cn": name} if name else {}
        found = self._in("people", _people(**limit))
        return sorted(map(read_person, found), key=lambda person: person.staff_id)

    def find_probe(self) -> Person | None:
        """The account named `PROBE`; it is nobody, so nothing else here finds it."""
        found = self._in("people", _matching("egovPerson", uid=PROBE))
        return read_person(found[0]) if found else None

    def is_taken(self, username: str, email: str | None) -> bool:
        """Whether anybody has or had that user name or address, in the recycle bin too."""
        name, address = escape_filter_chars(username), escape_filter_chars(email or "")
        either = f"(|(uid={name})(mailAlias={address}))" if email else f"(uid={name})"
        return bool(self._search(tree.suffix(self.tenant), either, SUBTREE))

    def get_unit(self, code: str) -> Unit:
        """The unit of that code, also one that has ended; raises `UnitUnknown`."""
        found = self._in("units", _matching("egovUnit", egovUnitCode=code))
        if not found:
            raise UnitUnknown(code)
        return read_unit(found[0])

    def list_units(self) -> list[Unit]:
        """Every unit by code, also those that have ended."""
        found = self._in("units", _matching("egovUnit"))
        return sorted(map(read_unit, found), key=lambda unit: unit.code)

    def list_posts(
        self, *, holder: UUID | None = None, unit: str | None = None
    ) -> list[PostRecord]:
        """Posts past, present and future: of one holder, of one unit and those below, or all."""
        limit = {"egovHolder": str(holder)} if holder else {}
        found = self._in("posts", _matching("egovPost", **limit), under=unit)
        posts = [post for post in map(read_post, found) if unit is None or covers(unit, post.unit)]
        return sorted(posts, key=lambda post: (post.valid_from, post.id))

    def add_person(self, person: Person) -> None:
        """Somebody new, without a password; raises `NameTaken` and `ValueRefused`."""
        self._add(tree.person(self.tenant, person.staff_id), person, read_person, person_attributes)

    def add_unit(self, unit: Unit) -> None:
        """A new unit; raises `NameTaken` and `ValueRefused`."""
        self._add(tree.unit(self.tenant, unit.code), unit, read_unit, unit_attributes)

    def add_post(self, post: PostRecord) -> None:
        """A new post; its holder's grants are another matter. Raises `ValueRefused`."""
        self._add(tree.post(self.tenant, post.id), post, read_post, post_attributes)

    def set_last_day(self, post_id: UUID, last_day: date) -> None:
        """End a post with that day; raises `PostUnknown`."""
        changed = {"egovValidTo": [last_day.isoformat()]}
        if not self._replaced(tree.post(self.tenant, post_id), changed):
            raise PostUnknown(post_id)

    def remove_post(self, post_id: UUID) -> None:
        """Take away a post that never was held; it may be gone."""
        dn = tree.post(self.tenant, post_id)
        self._connections.ask(lambda connection: _gone(connection, dn))

    def set_working_post(self, staff_id: UUID, post_id: UUID | None) -> None:
        """Say in which capacity the person acts from now on; raises `PersonUnknown`."""
        self._change_person(staff_id, _working_post(post_id))

    def set_status(self, staff_id: UUID, status: Status) -> None:
        """Only ``active`` people can sign in; raises `PersonUnknown`."""
        self._change_person(staff_id, {"egovStatus": [status]})

    def set_grants(
        self,
        staff_id: UUID,
        *,
        posts: Sequence[Post],
        grants: Sequence[Grant],
        modules: Sequence[str],
        working_post: UUID | None,
    ) -> None:
        """Write what the policy engine derived, all of it at once; raises `PersonUnknown`."""
        derived = {**granted(posts, grants, modules), **_working_post(working_post)}
        self._change_person(staff_id, derived)

    def _in(self, folder: str, query: str, *, under: str | None = None) -> list[Entry]:
        if under is not None:
            code = escape_filter_chars(under)
            query = f"(&{query}(|(egovPostUnit={code})(egovPostUnit={code}.*)))"
        return self._search(tree.folder(self.tenant, folder), query, LEVEL)

    def _search(self, base: str, query: str, scope: str) -> list[Entry]:
        def question(connection: Connection) -> list[Any]:
            try:
                return list(
                    connection.extend.standard.paged_search(
                        base, query, scope, attributes=["*"], paged_size=_PAGE, generator=False
                    )
                )
            except LDAPNoSuchObjectResult:
                return []

        return [_entry(each) for each in self._connections.ask(question) if "raw_dn" in each]

    def _add(
        self,
        dn: str,
        value: T,
        read: Callable[[Entry], T],
        write: Callable[[T], Attributes],
    ) -> None:
        attributes = {name: list(values) for name, values in write(value).items() if values}
        classes = attributes.pop("objectClass")
        try:
            self._connections.ask(lambda c: c.add(dn, classes, attributes))  # type: ignore[no-untyped-call] # not in its stubs
        except NameTaken:
            # The answer to the first attempt may have been lost, and this was the second.
            there = self._search(dn, "(objectClass=*)", BASE)
            if not (there and read(there[0]) == value):
                raise

    def _change_person(self, staff_id: UUID, attributes: Attributes) -> None:
        if not self._replaced(tree.person(self.tenant, staff_id), attributes):
            raise PersonUnknown(staff_id)

    def _replaced(self, dn: str, attributes: Attributes) -> bool:
        """False if there is no such entry."""
        changes = {name: [(MODIFY_REPLACE, list(value))] for name, value in attributes.items()}

        def question(connection: Connection) -> bool:
            try:
                connection.modify(dn, changes)  # type: ignore[no-untyped-call] # not in its stubs
            except LDAPNoSuchObjectResult:
                return False
            return True

        return self._connections.ask(question)


def _gone(connection: Connection, dn: str) -> None:
    with suppress(LDAPNoSuchObjectResult):
        connection.delete(dn)  # type: ignore[no-untyped-call] # not in its stubs


def _working_post(post_id: UUID | None) -> Attributes:
    return {"egovWorkingPost": [str(post_id)] if post_id else []}


def _people(**values: str) -> str:
    return f"(&{_matching('egovPerson', **values)}(!(uid={PROBE})))"


def _matching(object_class: str, **values: str) -> str:
    parts = {"objectClass": object_class, **values}
    return f"(&{''.join(f'({name}={escape_filter_chars(v)})' for name, v in parts.items())})"


def _entry(found: Mapping[str, Any]) -> Entry:
    raw: Mapping[str, Sequence[bytes]] = found["raw_attributes"]
    texts = {name: [value.decode() for value in values] for name, values in raw.items()}
    return Entry(dn=str(found["dn"]), attributes=texts)

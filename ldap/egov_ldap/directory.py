"""The people, units and posts of one tenant, asked and changed through one service account."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from egov_kit.grants import Grant, Post, covers
from ldap3 import BASE, LEVEL, MODIFY_REPLACE, Connection
from ldap3.core.exceptions import LDAPNoSuchObjectResult
from ldap3.utils.conv import escape_filter_chars

from egov_ldap import tree
from egov_ldap.connection import Connections
from egov_ldap.entries import (
    Entry,
    Person,
    PostRecord,
    Status,
    Unit,
    granted,
    read_person,
    read_post,
    read_unit,
)
from egov_ldap.errors import PersonUnknown, UnitUnknown
from egov_ldap.tree import ServiceAccount

_PAGE = 500


class Directory:
    """One tenant's part of the directory, as ``account`` sees it.

    Every method raises `DirectoryUnreachable` within seconds when the directory is down, and works
    again once it is back. Every write replaces whole values: one sent twice does no harm.
    """

    def __init__(self, *, url: str, tenant: str, account: ServiceAccount, password: str) -> None:
        self.tenant = tenant
        self._connections = Connections(url, tree.service(tenant, account), password)

    def close(self) -> None:
        """Close the connections that are open now."""
        self._connections.close()

    def find_person(self, staff_id: UUID) -> Person | None:
        """The person in ``ou=people`` whatever their status."""
        found = self._search(tree.person(self.tenant, staff_id), _matching("egovPerson"), BASE)
        return read_person(found[0]) if found else None

    def get_person(self, staff_id: UUID) -> Person:
        """As `find_person`; raises `PersonUnknown`."""
        if (person := self.find_person(staff_id)) is None:
            raise PersonUnknown(staff_id)
        return person

    def find_person_by_uid(self, username: str) -> Person | None:
        """The person who signs in as ``username``, whatever their status."""
        found = self._in("people", _matching("egovPerson", uid=username))
        return read_person(found[0]) if found else None

    def list_people(self, *, status: Status | None = None) -> list[Person]:
        """Everybody, or everybody of one status, by staff id."""
        limit = {"egovStatus": status} if status else {}
        found = self._in("people", _matching("egovPerson", **limit))
        return sorted(map(read_person, found), key=lambda person: person.staff_id)

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

    def set_working_post(self, staff_id: UUID, post_id: UUID | None) -> None:
        """Say in which capacity the person acts from now on; raises `PersonUnknown`."""
        self._replace(staff_id, {"egovWorkingPost": [str(post_id)] if post_id else []})

    def set_status(self, staff_id: UUID, status: Status) -> None:
        """Only ``active`` people can sign in; raises `PersonUnknown`."""
        self._replace(staff_id, {"egovStatus": [status]})

    def set_grants(
        self,
        staff_id: UUID,
        *,
        posts: Sequence[Post],
        grants: Sequence[Grant],
        modules: Sequence[str],
    ) -> None:
        """Write what the policy engine derived, all of it at once; raises `PersonUnknown`."""
        self._replace(staff_id, granted(posts, grants, modules))

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

    def _replace(self, staff_id: UUID, attributes: Mapping[str, Sequence[str]]) -> None:
        person = tree.person(self.tenant, staff_id)
        changes = {name: [(MODIFY_REPLACE, list(value))] for name, value in attributes.items()}

        def question(connection: Connection) -> bool:
            try:
                connection.modify(person, changes)  # type: ignore[no-untyped-call] # not in its stubs
            except LDAPNoSuchObjectResult:
                return False
            return True

        if not self._connections.ask(question):
            raise PersonUnknown(staff_id)


def _matching(object_class: str, **values: str) -> str:
    parts = {"objectClass": object_class, **values}
    return f"(&{''.join(f'({name}={escape_filter_chars(v)})' for name, v in parts.items())})"


def _entry(found: Mapping[str, Any]) -> Entry:
    raw: Mapping[str, Sequence[bytes]] = found["raw_attributes"]
    texts = {name: [value.decode() for value in values] for name, values in raw.items()}
    return Entry(dn=str(found["dn"]), attributes=texts)

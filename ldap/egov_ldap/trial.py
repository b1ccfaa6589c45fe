"""What an account may write, tried: each request runs through slapd's rules and changes nothing.

Every one carries slapd's no-op control, marked critical: a server that does not know the control
refuses the request instead of doing it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ldap3 import BASE, LEVEL, MODIFY_REPLACE, Connection
from ldap3.core.exceptions import LDAPOperationResult
from ldap3.core.results import RESULT_CODES, RESULT_INSUFFICIENT_ACCESS_RIGHTS

from egov_ldap import tree
from egov_ldap.connection import Connections
from egov_ldap.errors import DirectoryError

PASSWORD = "userPassword of a person"  # noqa: S105 - an attribute's name

_NO_OP = [("1.3.6.1.4.1.4203.666.5.2", True, None)]
_WOULD_HAVE = 0x410E
RESULT_CODES[_WOULD_HAVE] = "noOperation"  # slapd's answer to a request that would have gone well

_PLAIN = ("description", "title", "telephoneNumber", "employeeNumber", "manager", "displayName")
_HASHED = "{ARGON2}$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$AAAA"
_ROLE = "organizationalRole"  # the simplest entry there is
_NEW = "cn=tried"

Request = Callable[[Connection], object]


def writable(url: str, tenant: str, account: str, password: str) -> frozenset[str]:
    """What the account of that bind name could write of a tenant, in words.

    Raises the directory's errors; `DirectoryError` if there is nobody to try it on, or slapd
    answers neither yes nor no.
    """
    connections = Connections(url, account, password)
    try:
        return connections.ask(lambda connection: _writable(connection, tenant))
    finally:
        connections.close()


def _writable(connection: Connection, tenant: str) -> frozenset[str]:
    person, held = _somebody(connection, tenant)
    requests = [*_on_person(person, held), *_on_folders(tenant, person)]
    return frozenset(what for what, request in requests if _works(connection, request))


def _somebody(connection: Connection, tenant: str) -> tuple[str, Mapping[str, list[bytes]]]:
    people = tree.folder(tenant, "people")
    found = connection.search(people, "(egovStatus=active)", LEVEL, attributes=["1.1"])[2]
    for each in found:
        whole = connection.search(each["dn"], "(objectClass=*)", BASE, attributes=["*"])[2]
        return each["dn"], whole[0]["raw_attributes"]
    raise DirectoryError(f"nobody in {people} to try it on")


def _on_person(dn: str, held: Mapping[str, list[bytes]]) -> Iterator[tuple[str, Request]]:
    # The values it has: were they written after all, nothing would be another.
    values: dict[str, Any] = {**{name: [] for name in _PLAIN}, **held, "userPassword": [_HASHED]}
    for attribute, value in values.items():
        yield f"{attribute} of a person", _replace(dn, attribute, value)


def _on_folders(tenant: str, person: str) -> Iterator[tuple[str, Request]]:
    writer, removed = tree.service(tenant, "writer"), tree.folder(tenant, "removed")
    rdn = person.partition(",")[0]
    yield "userPassword of the writer", _replace(writer, "userPassword", [_HASHED])
    yield "the tenant itself", _replace(tree.suffix(tenant), "description", [])
    yield "the end of a person", lambda to: to.delete(person, controls=_NO_OP)  # type: ignore[no-untyped-call]
    yield (
        "the place of a person",
        lambda to: to.modify_dn(person, rdn, new_superior=removed, controls=_NO_OP),
    )
    for name in tree.FOLDERS:
        yield f"a new entry in {name}", _add(f"{_NEW},{tree.folder(tenant, name)}")


def _replace(dn: str, attribute: str, values: list[Any]) -> Request:
    change = {attribute: [(MODIFY_REPLACE, values)]}
    return lambda connection: connection.modify(dn, change, controls=_NO_OP)  # type: ignore[no-untyped-call]


def _add(dn: str) -> Request:
    return lambda connection: connection.add(dn, _ROLE, controls=_NO_OP)  # type: ignore[no-untyped-call]


def _works(connection: Connection, request: Request) -> bool:
    try:
        request(connection)
    except LDAPOperationResult as answer:
        if answer.result == _WOULD_HAVE:
            return True
        if answer.result == RESULT_INSUFFICIENT_ACCESS_RIGHTS:
            return False
        raise DirectoryError(f"a trial was answered by {answer.description}") from answer
    raise DirectoryError("a trial was not answered as one")

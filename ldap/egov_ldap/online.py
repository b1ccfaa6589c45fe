"""Adds a tenant's database to a slapd that runs, through its configuration (cn=config)."""

import re
from pathlib import Path

from ldap3 import LEVEL, Connection
from ldap3.utils.conv import escape_filter_chars

from egov_ldap import config, ldif, tree
from egov_ldap.connection import local_administrator

_CONFIG = "cn=config"
_NUMBER = re.compile(r"\{(-?\d+)\}")


def add_database(socket_url: str, tenant: str, folder: Path) -> None:
    """Let slapd serve the loaded database in ``folder``; parts that it knows already stay.

    Raises `DirectoryError`.
    """
    with local_administrator(socket_url) as connection:
        number = _find_number(connection, tenant) or _next_number(connection)
        for dn, attributes in ldif.read(config.database(number, tenant, folder)):
            if not _is_there(connection, dn):
                connection.add(dn, attributes=attributes)  # type: ignore[no-untyped-call]


def _find_number(connection: Connection, tenant: str) -> int | None:
    """Its place among the databases, from 1; 0 is the configuration itself."""
    suffix = escape_filter_chars(tree.suffix(tenant))
    found = _names(connection, _CONFIG, f"(olcSuffix={suffix})")
    return _number_in(found[0]) if found else None


def _next_number(connection: Connection) -> int:
    return max(map(_number_in, _names(connection, _CONFIG, "(olcDatabase=*)"))) + 1


def _is_there(connection: Connection, dn: str) -> bool:
    """Whether slapd has that entry; it puts a number before the name of each overlay."""
    name, _, above = dn.partition(",")
    known = [each.partition(",")[0] for each in _names(connection, above, "(objectClass=*)")]
    return name in known or name in {_NUMBER.sub("", each) for each in known}


def _names(connection: Connection, base: str, wanted: str) -> list[str]:
    connection.search(base, wanted, LEVEL, attributes=["1.1"])
    return [str(each["dn"]) for each in connection.response or ()]


def _number_in(dn: str) -> int:
    found = _NUMBER.search(dn)
    assert found is not None  # noqa: S101 - slapd numbers every database
    return int(found[1])

"""slapd's own configuration (cn=config) as LDIF, from the templates in ``ldap/slapd``.

It holds no secret and nothing that cannot be made again from a list of tenants, so it is made anew
at every start.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from egov_ldap import passwords, tree

SOURCE = Path(__file__).resolve().parents[1]
"""The folder ``ldap/`` with schema and templates."""

LOCAL_ADMIN = "cn=local,cn=config"
"""Who the operating-system user that runs slapd is, over the local socket."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What differs from one machine to the next."""

    uid: int
    gid: int
    modules: Path = Path("/usr/lib/ldap")
    schema: Path = Path("/etc/ldap/schema")


def server(machine: Machine, folders: Mapping[str, Path]) -> str:
    """The whole configuration; ``folders`` gives each tenant's database folder."""
    head = _fill(
        "server",
        uid=machine.uid,
        gid=machine.gid,
        modules=machine.modules,
        schema=machine.schema,
        own_schema=SOURCE / "schema",
        argon2_memory=passwords.MEMORY_KIB,
        argon2_time=passwords.PASSES,
        argon2_lanes=passwords.LANES,
    )
    return "\n".join([head, *(database(i, *each) for i, each in enumerate(folders.items(), 1))])


def database(index: int, tenant: str, folder: Path) -> str:
    """One tenant's database with its overlays; ``index`` is its place among all, from 1."""
    return _fill("tenant", index=index, suffix=tree.suffix(tenant), folder=folder)


def indexes() -> str:
    """What a tenant's database is indexed by: one line for each index."""
    lines = (SOURCE / "slapd" / "tenant.ldif").read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if line.startswith("olcDbIndex:"))


def _fill(template: str, **values: object) -> str:
    text = (SOURCE / "slapd" / f"{template}.ldif").read_text(encoding="utf-8")
    return Template(text).substitute(values, local_admin=LOCAL_ADMIN)

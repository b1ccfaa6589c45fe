"""OpenLDAP on one machine: its configuration, its first data, its process.

Debian's AppArmor profile keeps ``/usr/sbin/slapd`` to the system's own folders, so slapd runs from
a copy in ours. The configuration is made anew at each `prepare`; a database that exists is never
touched.
"""

import filecmp
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from egov_ldap import answers, config, tree

from egov_idp.local.errors import BuildFailed, PackageMissing
from egov_idp.local.layout import Layout
from egov_idp.local.service import Service
from egov_idp.people import seed as seeds
from egov_idp.people.load import to_ldif
from egov_idp.policy import rules
from egov_idp.secrets import SecretStore

_SYSTEM = "/usr/sbin:/usr/bin:/sbin:/bin"
_SOCKET = "ldapi"
# slapd reserves memory for every file it may open; containers allow a million.
_OPEN_FILES = 4096


def url(layout: Layout) -> str:
    """Where the directory is reached."""
    return f"ldap://127.0.0.1:{layout.ports.ldap}"


def socket_url(layout: Layout) -> str:
    """Where the operating-system user who runs slapd is its administrator (SASL EXTERNAL)."""
    return f"ldapi://{str(layout.ldap / _SOCKET).replace('/', '%2F')}"


def database(layout: Layout, tenant: str) -> Path:
    """The folder of a tenant's database."""
    return layout.ldap / "data" / tenant


def prepare(layout: Layout, tenants: Iterable[str], secrets: SecretStore, *, on: date) -> None:
    """Configure the directory and load the seed of each tenant that has no database yet.

    slapd must not be running. ``on`` is the day whose posts and rules count for the seed. Raises
    `PackageMissing` and `BuildFailed`.
    """
    names = tuple(tenants)
    layout.ldap.mkdir(mode=0o700, parents=True, exist_ok=True)
    _copy_program(layout)
    for tenant in names:
        if not database(layout, tenant).exists():
            _load(layout, tenant, secrets, on)
    _configure(layout, {tenant: database(layout, tenant) for tenant in names})


def service(layout: Layout) -> Service:
    """slapd as the supervisor runs it."""
    program, address = _program(layout), url(layout)
    return Service(
        name="slapd",
        argv=(
            *("prlimit", f"--nofile={_OPEN_FILES}"),
            *(str(program), "-d", "none", "-F", str(layout.ldap / "config")),
            # The socket is named from the working directory: its path may have 107 characters.
            *("-h", f"{address} ldapi://{_SOCKET}"),
        ),
        env={"PATH": _SYSTEM, "LANG": "C.UTF-8"},
        cwd=layout.ldap,
        ready=lambda: answers(address),
        ready_within=20,
        address=address,
    )


def _program(layout: Layout) -> Path:
    return layout.ldap / "bin" / "slapd"


def _copy_program(layout: Layout) -> None:
    found, copy = shutil.which("slapd", path=_SYSTEM), _program(layout)
    if found is None:
        raise PackageMissing(["slapd"])
    copy.parent.mkdir(exist_ok=True)
    if not copy.exists() or not filecmp.cmp(found, copy, shallow=False):
        shutil.copy(found, new := copy.with_suffix(".new"))
        new.replace(copy)


def _configure(layout: Layout, folders: Mapping[str, Path]) -> None:
    target = layout.ldap / "config"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(mode=0o700)
    machine = config.Machine(uid=os.getuid(), gid=os.getgid())
    _slapadd(layout, "-n0", text=config.server(machine, folders))


def _load(layout: Layout, tenant: str, secrets: SecretStore, on: date) -> None:
    """Load into a folder beside, so that a database is either whole or not there."""
    unfinished = layout.ldap / "data" / f".{tenant}.loading"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    _configure(layout, {tenant: unfinished})
    seed = seeds.of_tenant(tenant, rules.of_tenant(tenant), on)
    text = to_ldif(seed, secrets)
    _slapadd(layout, "-q", "-w", "-b", tree.suffix(tenant), text=text)
    unfinished.rename(database(layout, tenant))


def _slapadd(layout: Layout, *options: str, text: str) -> None:
    """Run ``slapadd``; its input goes by pipe, because the seed holds password hashes."""
    command = [str(_program(layout)), "-Tadd", "-F", str(layout.ldap / "config"), *options]
    done = subprocess.run(  # noqa: S603 - our own copy of slapd with our own options
        command, input=text, capture_output=True, text=True, env={"PATH": _SYSTEM}, check=False
    )
    if done.returncode:
        raise BuildFailed("Loading the directory", command, done.stderr or done.stdout)

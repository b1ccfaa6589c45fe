"""OpenLDAP on one machine: its configuration, its first data, its process.

Debian's AppArmor profile keeps ``/usr/sbin/slapd`` to the system's own folders, so slapd runs from
a copy in ours. The configuration is made anew at each `prepare`, and `add` adds to that of a slapd
that runs; a database that exists is never touched.
"""

import filecmp
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from egov_ldap import add_database, config, tree

from egov_idp.local.errors import BuildFailed, PackageMissing
from egov_idp.local.layout import Layout
from egov_idp.local.probes import LdapProbe
from egov_idp.local.service import Service
from egov_idp.people import seed as seeds
from egov_idp.people.load import to_ldif
from egov_idp.policy import rules
from egov_idp.secrets import SecretStore

_SYSTEM = "/usr/sbin:/usr/bin:/sbin:/bin"
_SOCKET = "ldapi"
_INDEXED = "indexed"  # in a database's folder: by what
# slapd reserves memory for every file it may open; containers allow a million.
_OPEN_FILES = 4096


def url(layout: Layout) -> str:
    """Where the directory is reached."""
    return f"ldap://{layout.hosts.ldap}:{layout.ports.ldap}"


def socket_url(layout: Layout) -> str:
    """Where the operating-system user who runs slapd is its administrator (SASL EXTERNAL)."""
    path = str(layout.ldap / _SOCKET)
    # A socket's path may have 107 characters; from where we are it may be shorter.
    shorter = min(path, f"/proc/self/cwd/{os.path.relpath(path)}", key=len)
    return f"ldapi://{shorter.replace('/', '%2F')}"


def database(layout: Layout, tenant: str) -> Path:
    """The folder of a tenant's database."""
    return layout.ldap / "data" / tenant


def prepare(
    layout: Layout,
    tenants: Iterable[str],
    secrets: SecretStore,
    *,
    on: date,
    others: Iterable[str] = (),
) -> None:
    """Load what is missing of the tenants, and make the directory ready to serve them.

    Of the ``others`` those are served that have a database. slapd must not be running. ``on`` is
    the day whose posts and rules count for the seed. Raises `PackageMissing` and `BuildFailed`.
    """
    names = tuple(tenants)
    load_missing(layout, names, secrets, on=on)
    make_ready(layout, (*names, *others))


def load_missing(layout: Layout, tenants: Iterable[str], secrets: SecretStore, *, on: date) -> None:
    """Load the seed of each tenant that has no database yet; slapd may serve the others meanwhile.

    ``on`` as in `prepare`. Raises `PackageMissing` and `BuildFailed`.
    """
    copy_program(layout)
    for tenant in tenants:
        _load_once(layout, tenant, secrets, on)


def make_ready(layout: Layout, tenants: Iterable[str]) -> None:
    """Configure and index those of the tenants that have a database; slapd must not be running.

    Raises `PackageMissing` and `BuildFailed`.
    """
    copy_program(layout)
    folders = {tenant: database(layout, tenant) for tenant in dict.fromkeys(tenants)}
    there = {tenant: folder for tenant, folder in folders.items() if folder.exists()}
    configure(layout, _config(layout), there)
    for tenant, folder in there.items():
        _index_anew(layout, tenant, folder)


def add(layout: Layout, tenant: str, secrets: SecretStore, *, on: date) -> None:
    """Load a tenant's seed if it has no database, and let the slapd that runs serve it.

    ``on`` as in `prepare`. Raises as `load_missing` does, and `DirectoryError`.
    """
    load_missing(layout, (tenant,), secrets, on=on)
    add_database(socket_url(layout), tenant, database(layout, tenant))


def service(layout: Layout) -> Service:
    """slapd as the supervisor runs it."""
    program, port = _program(layout), layout.ports.ldap
    return Service(
        name="slapd",
        argv=(
            *("prlimit", f"--nofile={_OPEN_FILES}"),
            *(str(program), "-d", "none", "-F", str(_config(layout))),
            # The socket is named from the working directory: its path may have 107 characters.
            *("-h", f"ldap://{layout.hosts.listen}:{port} ldapi://{_SOCKET}"),
        ),
        env={"PATH": _SYSTEM, "LANG": "C.UTF-8"},
        cwd=layout.ldap,
        ready=LdapProbe(port=port),
        ready_within=20,
        address=url(layout),
    )


def _program(layout: Layout) -> Path:
    return layout.ldap / "bin" / "slapd"


def copy_program(layout: Layout) -> None:
    """Put the copy of slapd in its place; raises `PackageMissing`."""
    found, copy = shutil.which("slapd", path=_SYSTEM), _program(layout)
    if found is None:
        raise PackageMissing(["slapd"])
    layout.ldap.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy.parent.mkdir(exist_ok=True)
    if not copy.exists() or not filecmp.cmp(found, copy, shallow=False):
        shutil.copy(found, new := copy.with_suffix(".new"))
        new.replace(copy)


def _config(layout: Layout) -> Path:
    return layout.ldap / "config"


def configure(layout: Layout, target: Path, folders: Mapping[str, Path]) -> None:
    """Write a configuration for the tenants' database folders, in place of what is in ``target``.

    The program must have been copied. Raises `BuildFailed`.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(mode=0o700)
    machine = config.Machine(uid=os.getuid(), gid=os.getgid())
    run_tool(layout, "slapadd", target, "-n0", text=config.server(machine, folders))


def _load_once(layout: Layout, tenant: str, secrets: SecretStore, on: date) -> None:
    """Load into a folder beside, so that a database is either whole or not there."""
    whole = database(layout, tenant)
    if whole.exists():
        return
    unfinished, configuration = whole.with_name(f".{tenant}.loading"), layout.ldap / "loading"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    # Of its own: slapd may run meanwhile and serve the others by its configuration.
    configure(layout, configuration, {tenant: unfinished})
    text = to_ldif(seeds.of_tenant(tenant, rules.of_tenant(tenant), on), secrets)
    run_tool(layout, "slapadd", configuration, "-q", "-w", "-b", tree.suffix(tenant), text=text)
    shutil.rmtree(configuration)
    mark_indexed(unfinished)
    unfinished.rename(whole)


def _index_anew(layout: Layout, tenant: str, folder: Path) -> None:
    """A source that searches by more than the one before finds nothing by it until this is done."""
    mark = folder / _INDEXED
    if not mark.exists() or mark.read_text(encoding="utf-8") != config.indexes():
        run_tool(layout, "slapindex", _config(layout), "-q", "-b", tree.suffix(tenant))
        mark_indexed(folder)


def mark_indexed(folder: Path) -> None:
    """The database in ``folder`` was indexed as the configuration of this source says."""
    (folder / _INDEXED).write_text(config.indexes(), encoding="utf-8")


def run_tool(
    layout: Layout, tool: str, configuration: Path, *options: str, text: str | None = None
) -> None:
    """Run one of slapd's own tools, such as ``slapadd``; raises `BuildFailed`.

    What holds password hashes goes in by ``text``, on standard input.
    """
    mode = f"-T{tool.removeprefix('slap')}"
    command = [str(_program(layout)), mode, "-F", str(configuration), *options]
    done = subprocess.run(  # noqa: S603 - our own copy of slapd with our own options
        command,
        input=text,
        capture_output=True,
        text=True,
        env={"PATH": _SYSTEM},
        check=False,
    )
    if done.returncode:
        raise BuildFailed(f"The directory ({tool})", command, done.stderr or done.stdout)

"""The directory of every province, out of its container and into one: a tar of LDIF files.

``python -m egov_idp.containers.ldif save`` writes it to standard output, also while slapd serves;
``load`` reads it from standard input, where there is no directory yet.
"""

import shutil
import sys
import tarfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final

from egov_idp.containers.errors import DirectoryThere, ProvinceUnknown
from egov_idp.errors import IdpError
from egov_idp.local import slapd
from egov_idp.local.backup.directory import Tools, list_tenants
from egov_idp.local.layout import Layout
from egov_idp.realms import load_all
from egov_idp.settings import LauncherSettings


def save(layout: Layout, target: IO[bytes]) -> None:
    """Write all entries of each tenant, as ``<tenant>.ldif``; raises `BuildFailed`."""
    tenants = list_tenants(layout)
    with TemporaryDirectory(dir=layout.ldap) as folder:
        tools = Tools(layout, Path(folder), tenants)
        with tarfile.open(fileobj=target, mode="w|") as tar:
            for tenant in tenants:
                tools.read(tenant, ldif := Path(folder, f"{tenant}.ldif"))
                tar.add(ldif, ldif.name)
                ldif.unlink()


def load(layout: Layout, source: IO[bytes]) -> None:
    """Make each tenant's database; raises `DirectoryThere`, `ProvinceUnknown`, `BuildFailed`."""
    if there := list_tenants(layout):
        raise DirectoryThere(there)
    with TemporaryDirectory(dir=layout.ldap) as folder:
        tenants = _unpack(source, Path(folder))
        for tenant in tenants:
            slapd.database(layout, tenant).mkdir(mode=0o700, parents=True)
        tools = Tools(layout, Path(folder), tenants)
        for tenant in tenants:
            tools.load(tenant, Path(folder, f"{tenant}.ldif"))
            slapd.mark_indexed(slapd.database(layout, tenant))


def _unpack(source: IO[bytes], folder: Path) -> list[str]:
    """The tenants whose files were put there."""
    tenants: list[str] = []
    with tarfile.open(fileobj=source, mode="r|") as tar:
        for member in tar:
            tenants.append(tenant := member.name.removesuffix(".ldif"))
            if tenant not in load_all():
                raise ProvinceUnknown(tenant)
            content = tar.extractfile(member)
            assert content  # noqa: S101 - a file, as `save` writes it
            with closing(content), Path(folder, f"{tenant}.ldif").open("wb") as file:
                shutil.copyfileobj(content, file)
    return tenants


_WAYS: Final[Mapping[str, Callable[[Layout], None]]] = {
    "save": lambda layout: save(layout, sys.stdout.buffer),
    "load": lambda layout: load(layout, sys.stdin.buffer),
}

if __name__ == "__main__":
    try:
        _WAYS[sys.argv[1]](LauncherSettings().layout())
    except IdpError as error:
        sys.exit(str(error))

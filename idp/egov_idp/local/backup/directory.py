"""A tenant's directory as LDIF and back, by slapd's own tools, whether slapd runs or not."""

import base64
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from egov_ldap import tree

from egov_idp.local import slapd
from egov_idp.local.layout import Layout


class Tools:
    """slapcat and slapadd for the tenants of ``layout``.

    They get a program and a configuration of their own in ``folder``: those of a slapd that runs
    stay untouched, and those of one that never ran are not needed.
    """

    def __init__(self, layout: Layout, folder: Path, tenants: Iterable[str]) -> None:
        self._layout = Layout(var=folder)
        self._config = folder / "config"
        self._layout.ldap.mkdir(mode=0o700, parents=True)
        slapd.copy_program(self._layout)
        folders = {tenant: slapd.database(layout, tenant) for tenant in tenants}
        slapd.configure(self._layout, self._config, folders)

    def read(self, tenant: str, target: Path) -> None:
        """Write all entries of a tenant, as they are at one moment; raises `BuildFailed`."""
        options = ("-b", tree.suffix(tenant), "-o", "ldif_wrap=no", "-l", str(target))
        slapd.run_tool(self._layout, "slapcat", self._config, *options)

    def load(self, tenant: str, source: Path) -> None:
        """Load entries into the tenant's empty database folder; raises `BuildFailed`."""
        options = ("-q", "-w", "-b", tree.suffix(tenant), "-l", str(source))
        slapd.run_tool(self._layout, "slapadd", self._config, *options)


def list_tenants(layout: Layout) -> list[str]:
    """Every tenant that has a database, whether it is served or not."""
    return sorted(path.name for path in (layout.ldap / "data").glob("[a-z]*") if path.is_dir())


def count(ldif: Path, tenant: str) -> Mapping[str, int]:
    """Entries right below each folder of the tenant."""
    above = Counter(name.partition(",")[2] for name in _names(ldif))
    return {folder: above[tree.folder(tenant, folder)] for folder in tree.FOLDERS}


def _names(ldif: Path) -> Iterable[str]:
    with ldif.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("dn:: "):
                yield base64.b64decode(line[5:]).decode()
            elif line.startswith("dn: "):
                yield line[4:].rstrip("\n")

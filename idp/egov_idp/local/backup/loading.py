"""Makes a platform's state from a backup, in a folder beside the one that is in use."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from egov_idp.local import slapd, stamp
from egov_idp.local.backup import archive, h2, swap, totals
from egov_idp.local.backup.directory import Tools
from egov_idp.local.backup.errors import BackupInvalid, BackupUnknown, CountsDiffer
from egov_idp.local.backup.manifest import DIRECTORY, Manifest
from egov_idp.local.layout import Layout
from egov_idp.realms import load_all


@dataclass(frozen=True, kw_only=True)
class Loading:
    """The state of ``file`` in the making, for the platform of ``layout``."""

    layout: Layout
    file: Path

    def unpack(self) -> Manifest:
        """Read and check the whole file; raises `BackupInvalid` and `BackupUnknown`."""
        shutil.rmtree(swap.folder(self.layout), ignore_errors=True)
        swap.new(self.layout).mkdir(mode=0o700, parents=True)
        swap.folder(self.layout).chmod(0o700)
        return archive.unpack(self.file, swap.new(self.layout), self._accept)

    def load(self, manifest: Manifest) -> None:
        """Fill the directory's databases; raises `BuildFailed`."""
        made, tenants = self._made, sorted(manifest.totals.tenants)
        made.ldap.mkdir(mode=0o700)
        for tenant in tenants:
            slapd.database(made, tenant).mkdir(mode=0o700, parents=True)
        tools = Tools(made, swap.folder(self.layout) / "tools", tenants)
        for tenant in tenants:
            ldif = swap.new(self.layout) / DIRECTORY / f"{tenant}.ldif"
            tools.load(tenant, ldif)
            slapd.mark_indexed(slapd.database(made, tenant))
            ldif.unlink()
            tools.read(tenant, ldif)

    def check(self, manifest: Manifest, home: Path) -> None:
        """Count what was loaded; raises `CountsDiffer`."""
        found = totals.count(swap.new(self.layout), home)
        if differences := list(manifest.totals.differences(found)):
            raise CountsDiffer(differences)
        shutil.rmtree(swap.new(self.layout) / DIRECTORY)

    @property
    def _made(self) -> Layout:
        return Layout(var=swap.new(self.layout))

    def _accept(self, manifest: Manifest) -> None:
        if parts := list(manifest.stamp.newer_parts()):
            raise BackupUnknown(self.file, f"it holds {', '.join(parts)}", manifest.stamp.source)
        if unknown := sorted(set(manifest.totals.tenants) - set(load_all())):
            mistake = f"realms/ declares no {', '.join(unknown)}"
            raise BackupUnknown(self.file, mistake, manifest.stamp.source)
        needed = {f"{DIRECTORY}/{tenant}.ldif" for tenant in manifest.totals.tenants}
        needed |= {h2.database(Layout(var=Path())).as_posix(), stamp.NAME}
        if missing := sorted(needed - set(manifest.members)):
            raise BackupInvalid(self.file, f"{missing[0]} is not in it")

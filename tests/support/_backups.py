"""Small backups that were made without a platform."""

from datetime import UTC, datetime
from pathlib import Path

from egov_idp.local.backup import archive
from egov_idp.local.backup.manifest import FORMAT, Manifest, Totals
from egov_idp.local.stamp import Stamp

MEMBERS = {
    "directory/danang.ldif": b"dn: o=danang,c=VN\n" * 40,
    "db/danang/onestop.sqlite": bytes(range(256)) * 8,
    "secrets/danang/ldap/writer": b"a password\n",
    "platform.json": b"{}",
}


def manifest_of(folder: Path, **over: object) -> Manifest:
    """What a backup of ``folder`` says, with other values where they are given."""
    totals = Totals(
        tenants={"danang": {"people": 3}}, databases={}, realms={}, keycloak={"REALM": 2}
    )
    made = Manifest(
        format=FORMAT,
        made=datetime(2026, 3, 2, 1, 30, tzinfo=UTC),
        stamp=Stamp.of_source(),
        issuers={"danang": "http://sso.localhost:8080/realms/danang"},
        totals=totals,
        members=archive.list_members(folder),
    )
    return made.model_copy(update=over)


def fill(folder: Path) -> Path:
    """Write the members below ``folder``."""
    for name, content in MEMBERS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def write_backup(folder: Path, name: str = "whole.tar.gz", **over: object) -> Path:
    """A whole backup of those members, below ``folder``."""
    content, file = fill(folder / "content"), folder / name
    archive.write(file, content, manifest_of(content, **over))
    return file

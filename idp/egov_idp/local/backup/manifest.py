"""What a backup says of itself: its first member, ``manifest.json``."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Annotated, Final

from egov_kit.vietnam import VIETNAM
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from egov_idp.local import stamp
from egov_idp.local.stamp import Stamp

FORMAT: Final = 1
"""Of the file. A source reads its own and all earlier ones."""
NAME: Final = "manifest.json"

DIRECTORY: Final = "directory"
"""The folder of each tenant's directory, ``<tenant>.ldif``."""
FILES: Final = ("secrets", "tls", "platform.json", stamp.NAME)
"""What is copied as it lies in ``var``: keys, passwords, authorities, what ``up`` was told."""
_TOP: Final = {DIRECTORY, "db", "keycloak", *FILES}
_SHA256 = re.compile(r"[0-9a-f]{64}")

Count = Annotated[int, Field(strict=True, ge=0)]
Counts = Mapping[str, Count]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Member(_Part):
    """One file of the backup: ``size`` in bytes, ``sha256`` in hexadecimal digits."""

    size: Count
    sha256: Annotated[str, Field(pattern=_SHA256)]


class Totals(_Part):
    """How much of everything a backup holds."""

    tenants: Mapping[str, Counts]
    """By tenant: entries below each folder of the directory (people, units, posts, …)."""
    databases: Mapping[str, Counts]
    """By database, ``<tenant>/<store>``: rows of each table."""
    realms: Mapping[str, Counts]
    """By realm: users, credentials (second factors among them), clients."""
    keycloak: Counts
    """Rows of each of Keycloak's tables."""

    def differences(self, other: "Totals") -> Iterator[str]:
        """Each count in which the other one differs, in words."""
        mine, others = dict(_flat(self.model_dump())), dict(_flat(other.model_dump()))
        for name in sorted(mine | others):
            if mine.get(name) != others.get(name):
                yield f"{name}: {mine.get(name, 'none')}, loaded {others.get(name, 'none')}"


class Manifest(_Part):
    """The whole of it."""

    format: Count
    made: AwareDatetime
    stamp: Stamp
    """Of the data. A newer source migrates it at the next start."""
    issuers: Mapping[str, str]
    """By tenant: the address its sign-in server had."""
    totals: Totals
    members: Mapping[str, Member]

    @field_validator("members")
    @classmethod
    def _lie_below(cls, members: Mapping[str, Member]) -> Mapping[str, Member]:
        for name in members:
            parts = PurePosixPath(name).parts
            plain = "/".join(parts) == name and ".." not in parts and "\0" not in name
            if not (plain and parts and parts[0] in _TOP):
                raise ValueError(f"{name!r} is no place for a member")
        return members

    def summary(self) -> str:
        """Its contents in a few lines for people."""
        totals = self.totals
        people, units, posts = (_sum(totals.tenants, each) for each in ("people", "units", "posts"))
        users, credentials = (_sum(totals.realms, each) for each in ("users", "credentials"))
        rows = sum(sum(tables.values()) for tables in totals.databases.values())
        return (
            f"made {self.made.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S} by {self.stamp.source}\n"
            f"{len(totals.tenants)} provinces: {people} people, {units} units, {posts} posts\n"
            f"{len(totals.databases)} databases: {rows} rows\n"
            f"{len(totals.realms)} realms: {users} users, {credentials} credentials\n"
            f"{len(self.members)} files: {sum(each.size for each in self.members.values())} bytes"
        )


def _sum(counts: Mapping[str, Counts], name: str) -> int:
    return sum(each.get(name, 0) for each in counts.values())


def _flat(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{name} {key}".strip())
    else:
        yield name, value

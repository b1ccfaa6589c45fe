"""Which source the data of a platform belongs to: ``var/stamp.json``.

It is written before a source changes the data for the first time, so the data is never newer than
it says. An older source refuses such data; a newer one migrates it.
"""

import subprocess
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Annotated, Final, Self

from egov_kit import database
from egov_kit.module import discover
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from egov_idp import files
from egov_idp.local.distribution import read_pin
from egov_idp.local.errors import DataNewer, StampUnreadable
from egov_idp.local.layout import ROOT, Layout

NAME: Final = "stamp.json"
DATA: Final = 1
"""The form of everything in ``var`` that has no version of its own. A source that changes it so
that older ones cannot read it counts one up and migrates what it finds."""

_KIT: Final = "kit"


class Stamp(BaseModel):
    """Versions of data: of its form, of Keycloak, and of each module's databases."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    data: Annotated[int, Field(strict=True, ge=1)]
    keycloak: Annotated[str, Field(pattern=r"^\d+(\.\d+)*$")]
    databases: Mapping[str, str]
    """Newest migration by module; ``kit`` is the kit's own stores."""
    source: str
    """The source that wrote it, for people."""

    @classmethod
    def of_source(cls) -> Self:
        """What this source makes of data."""
        packages = {_KIT: database.KIT, **{m.name: m.package for m in discover()}}
        found = {name: database.versions(package) for name, package in packages.items()}
        return cls(
            data=DATA,
            keycloak=read_pin().version,
            databases={name: each[-1] for name, each in found.items() if each},
            source=source(),
        )

    def same_data(self, other: Self) -> bool:
        """Whether neither would migrate the other's data."""
        mine, others = (each.model_dump(exclude={"source"}) for each in (self, other))
        return mine == others

    def newer_parts(self) -> Iterator[str]:
        """What this source does not know, in words; nothing if it can take the data over."""
        here = Stamp.of_source()
        if self.data > here.data:
            yield f"form {self.data} of the data (here {here.data})"
        if _numbers(self.keycloak) > _numbers(here.keycloak):
            yield f"Keycloak {self.keycloak} (here {here.keycloak})"
        packages = {_KIT: database.KIT, **{m.name: m.package for m in discover()}}
        for name, at in self.databases.items():
            known = database.versions(packages[name]) if name in packages else ()
            if at not in known:
                yield f"databases of {name} at {at} (here {known[-1] if known else 'none'})"


def read(layout: Layout) -> Stamp | None:
    """The stamp of the platform's data; None before the first start. Raises `StampUnreadable`."""
    path = layout.var / NAME
    try:
        return Stamp.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise StampUnreadable(path) from error


def write(layout: Layout, stamp: Stamp) -> None:
    """From now on the data may be as ``stamp`` says."""
    layout.var.mkdir(parents=True, exist_ok=True)
    files.write_whole(layout.var / NAME, stamp.model_dump_json(indent=2) + "\n")


def refuse_newer(layout: Layout) -> None:
    """Raise `DataNewer` if a newer source has written the platform's data."""
    found = read(layout)
    if found and (parts := list(found.newer_parts())):
        raise DataNewer(layout.var, parts, made_by=found.source, here=source())


def source() -> str:
    """This source, for people: its version and, in a checkout, its commit."""
    git = ["git", "-C", str(ROOT), "log", "-1", "--format=commit %h of %cs"]
    try:
        done = subprocess.run(git, capture_output=True, text=True, timeout=10)  # noqa: S603 - fixed
        commit = done.stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        commit = ""
    return ", ".join(filter(None, [f"egov-platform {version('egov-platform')}", commit]))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split("."))

"""Keycloak's own database as one file: copied while nothing is written, opened and counted.

The embedded H2 keeps each commit in memory for up to half a second before it is in the file, and a
file that is copied while commits go on may hold half of one. So the copy is made when the file has
lain untouched for `QUIET` seconds and Keycloak stands still: all that was done before is in it.
"""

import csv
import glob
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from egov_idp.local.backup.errors import NeverQuiet, StoreUnreadable
from egov_idp.local.layout import Layout
from egov_idp.settings import system_environment

QUIET: Final = 1.5
"""Seconds without a write; three times H2's own delay."""
PATIENCE: Final = 60.0
"""Seconds to wait for such a break."""
_OPEN_WITHIN: Final = 300.0
_NAME: Final = "keycloak"
_SCRIPT: Final = Path(__file__).with_name("count.sql")


@dataclass(frozen=True, kw_only=True)
class Rows:
    """How much a Keycloak database holds: rows by table, and by realm what belongs to it."""

    tables: Mapping[str, int]
    realms: Mapping[str, Mapping[str, int]]


def database(layout: Layout) -> Path:
    """The file of Keycloak's database."""
    return layout.keycloak / "h2" / f"{_NAME}.mv.db"


def wait_until_quiet(file: Path, patience: float = PATIENCE) -> int:
    """Return in a break between writes, with the moment of the last one; raises `NeverQuiet`."""
    give_up = time.monotonic() + patience
    while time.time() - (stat := file.stat()).st_mtime < QUIET:
        if time.monotonic() > give_up:
            raise NeverQuiet(QUIET, patience)
        time.sleep(0.05)
    return stat.st_mtime_ns


def count(home: Path, file: Path) -> Rows:
    """Open a copy with the H2 of the Keycloak in ``home``, count its rows and close it whole.

    The file is written anew with what lives in it alone, so every page of it was read. Raises
    `StoreUnreadable`.
    """
    counted = file.with_name("counted.csv")
    command = [
        *(shutil.which("java") or "java", "-Xmx256m", "-cp", _jar(home)),
        *("org.h2.tools.RunScript", "-script", str(_SCRIPT), "-user", "", "-password", ""),
        # Relative to the folder: no character of its path can mean something in the address.
        *("-url", f"jdbc:h2:file:./{_NAME};NON_KEYWORDS=VALUE;IFEXISTS=TRUE"),
    ]
    done = subprocess.run(  # noqa: S603 - our own Java with our own script
        command,
        cwd=file.parent,
        env=system_environment(),
        capture_output=True,
        text=True,
        timeout=_OPEN_WITHIN,
    )
    if done.returncode:
        raise StoreUnreadable("Keycloak's database", done.stderr or done.stdout)
    try:
        return _read(counted)
    finally:
        counted.unlink()


def _read(counted: Path) -> Rows:
    tables: dict[str, int] = {}
    realms: dict[str, dict[str, int]] = {}
    with counted.open(encoding="utf-8", newline="") as file:
        for realm, name, rows in list(csv.reader(file))[1:]:
            (realms.setdefault(realm, {}) if realm else tables)[name] = int(rows)
    return Rows(tables=tables, realms=realms)


def _jar(home: Path) -> str:
    found = glob.glob(str(home / "lib" / "lib" / "main" / "com.h2database.h2-*.jar"))
    if not found:
        raise StoreUnreadable("Keycloak's database", f"{home} holds no H2 to open it with")
    return found[0]

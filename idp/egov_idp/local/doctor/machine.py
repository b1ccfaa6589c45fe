"""The machine itself: programs, Java, memory, disk, clock."""

import ctypes
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from egov_kit.vietnam import VIETNAM

from egov_idp.local import packages
from egov_idp.local.doctor.finding import Finding, failed, ok, warning
from egov_idp.local.layout import ROOT

MIB: Final = 1024 * 1024
TO_START: Final = 1536 * MIB
"""Memory of a whole platform: Keycloak takes up to 960 MiB, the rest about half of that."""
TO_GO_ON: Final = 256 * MIB
DISK: Final = 1024 * MIB

_NOT_SYNCHRONISED: Final = 5  # TIME_ERROR of adjtimex(2)
_TIMEX_BYTES: Final = 256  # struct timex has 208


def programs() -> Finding:
    """Everything the platform is made of is installed."""
    missing = packages.missing(packages.TO_RUN)
    if not missing:
        return ok("programs", "slapd, JDK, Maven, Node.js, npm and Pango are installed")
    return failed("programs", f"missing: {' '.join(missing)}", _install(*missing))


def java() -> Finding:
    """The Java that runs Keycloak is new enough."""
    install = _install(f"openjdk-{packages.OLDEST_JAVA}-jdk-headless")
    program = packages.find_program("java")
    if program is None:
        return failed("java", "no java was found", install)
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False)  # noqa: S603 - fixed argument
    version = re.search(r'version "((\d+)[^"]*)"', said.stdout + said.stderr)
    if version is None:
        return failed("java", f"{program} does not tell its version", install)
    if int(version[2]) < packages.OLDEST_JAVA:
        return failed("java", f"{program} is Java {version[1]}", install)
    return ok("java", f"Java {version[1]} ({program})")


def memory(*, runs: bool, source: Path = Path("/proc/meminfo")) -> Finding:
    """Enough memory is available, to start or to go on."""
    found = re.search(
        r"^MemAvailable:\s+(\d+) kB", source.read_text(encoding="ascii"), re.MULTILINE
    )
    available = int(found[1]) * 1024 if found else 0
    need = TO_GO_ON if runs else TO_START
    text = f"{available // MIB} MiB available, {need // MIB} MiB needed"
    if available < need:
        return failed("memory", text, "End other programs, or give the machine more memory")
    return ok("memory", text)


def disk(folder: Path, free: Callable[[Path], int] | None = None) -> Finding:
    """Enough disk is free where the state lies."""
    # Before the first start it is not there yet.
    there = next(each for each in (folder, *folder.parents) if each.exists())
    left = (free or _free)(there)
    text = f"{left // MIB} MiB free for {folder}, {DISK // MIB} MiB needed"
    if left < DISK:
        return failed("disk", text, "Free some disk, or set EGOV_VAR to a folder on another one")
    return ok("disk", text)


def clock(
    *, now: datetime | None = None, written: datetime | None = None, kernel: int | None = None
) -> Finding:
    """The clock can be right, and something keeps it right."""
    now = now or datetime.now(UTC)
    written = written or datetime.fromtimestamp((ROOT / "requirements.lock").stat().st_mtime, UTC)
    shown = f"{now.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S} in Vietnam"
    if now < written:
        found = (
            f"{shown}, but this checkout was written {written.astimezone(VIETNAM):%Y-%m-%d %H:%M}"
        )
        return failed("clock", found, f"Set the clock: sudo date -s '…', then {_SYNCHRONISE}")
    if (_kernel_clock() if kernel is None else kernel) == _NOT_SYNCHRONISED:
        found = f"{shown}; nothing keeps it right, and codes of second factors count by it"
        return warning("clock", found, _SYNCHRONISE)
    return ok("clock", shown)


_SYNCHRONISE: Final = "sudo apt-get install -y systemd-timesyncd && sudo timedatectl set-ntp true"


def _install(*names: str) -> str:
    return f"sudo apt-get update && sudo apt-get install -y {' '.join(names)}"


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _kernel_clock() -> int:
    """What adjtimex(2) says of the clock; asking changes nothing. -1 where it may not be asked."""
    state: int = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return state

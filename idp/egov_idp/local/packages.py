"""The Debian packages the platform needs, and their installation.

As root they are installed by apt; otherwise the exact command is said. No service that such a
package brings is started or left enabled: the platform runs its own.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from egov_idp.local.errors import BuildFailed, PackageMissing, PackageTooOld
from egov_idp.local.terminal import Terminal
from egov_idp.settings import system_environment

SBIN = "/usr/local/sbin:/usr/sbin:/sbin"  # not on an ordinary user's PATH in Debian
POLICY = Path("/usr/sbin/policy-rc.d")
SERVICES = ("slapd", "postgresql", "redis-server")
OLDEST_JAVA = 17
OLDEST_NODE = 18
_LOCKED_SECONDS = 300

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_OURS = "# placed by ./egov while it installs packages, removed afterwards"


@dataclass(frozen=True, kw_only=True)
class Need:
    """Something that must be on the machine, and the packages that bring it."""

    packages: tuple[str, ...]
    is_there: Callable[[], bool]


def find_program(name: str) -> str | None:
    """Where a program lies, also in the folders that only root has on its PATH."""
    return shutil.which(name, path=f"{system_environment().get('PATH', os.defpath)}:{SBIN}")


def _program(*names: str) -> Callable[[], bool]:
    return lambda: all(find_program(name) for name in names)


def _is_new_enough(name: str, option: str, oldest: int) -> bool:
    program = find_program(name)
    if program is None:
        return False
    said = subprocess.run([program, option], capture_output=True, text=True, check=False)  # noqa: S603 - fixed arguments
    version = re.search(r"\d+", said.stdout + said.stderr)
    return version is not None and int(version[0]) >= oldest


def _has_java() -> bool:
    return _is_new_enough("javac", "-version", OLDEST_JAVA)


def _has_node() -> bool:
    return _is_new_enough("node", "--version", OLDEST_NODE) and find_program("npm") is not None


def _has_fonts() -> bool:
    return any(Path("/usr/share/fonts").glob("**/*.ttf"))


def _library(*names: str) -> Callable[[], bool]:
    return lambda: all(any(Path("/usr/lib").glob(f"*/{name}")) for name in names)


def _has_postgresql() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def _has_valkey() -> bool:
    return any(find_program(name) for name in ("valkey-server", "redis-server"))


FOR_ASSETS = (Need(packages=("nodejs", "npm"), is_there=_has_node),)
FOR_PAPER = (
    Need(packages=("libpangoft2-1.0-0",), is_there=_library("libpangoft2-1.0.so.0")),
    Need(packages=("libharfbuzz-subset0",), is_there=_library("libharfbuzz-subset.so.0")),
)
"""What WeasyPrint loads as soon as it is imported."""
FOR_UNIT_TESTS = (*FOR_PAPER, *FOR_ASSETS)
TO_RUN = (
    Need(packages=("slapd",), is_there=_program("slapd", "slapadd")),
    Need(packages=("openjdk-17-jdk-headless",), is_there=_has_java),
    Need(packages=("maven",), is_there=_program("mvn")),
    *FOR_UNIT_TESTS,
)
FOR_JOURNEYS = (
    Need(packages=("chromium",), is_there=lambda: Path("/usr/bin/chromium").exists()),
    Need(packages=("libnss3-tools",), is_there=_program("certutil")),
    # The node inside Playwright's wheel is linked against it.
    Need(packages=("libatomic1",), is_there=_library("libatomic.so.1")),
    Need(packages=("fonts-dejavu-core",), is_there=_has_fonts),
)
FOR_TESTS = (
    *TO_RUN,
    *FOR_JOURNEYS,
    Need(packages=("ldap-utils",), is_there=_program("ldapsearch")),
    Need(packages=("postgresql",), is_there=_has_postgresql),
    Need(packages=("redis-server",), is_there=_has_valkey),
)


def missing(needs: Sequence[Need]) -> list[str]:
    """The packages that bring what is not there."""
    return [name for need in needs if not need.is_there() for name in need.packages]


def ensure(needs: Sequence[Need], logs: Path, terminal: Terminal) -> None:
    """Install what is missing.

    Raises `PackageMissing` with the command if we may not, `PackageTooOld` if the system has none
    that is new enough.
    """
    names = missing(needs)
    if not names:
        return
    if os.geteuid() != 0 or not find_program("apt-get"):
        raise PackageMissing(names)
    step = terminal.step(f"Debian packages: {' '.join(names)}")
    with step, no_service_starts(), to_the_end(terminal):
        _install(names, logs)
    if too_old := missing(needs):
        raise PackageTooOld(too_old)


def _install(names: Sequence[str], logs: Path) -> None:
    services = [name for name in SERVICES if name in names or _is_half_installed(name)]
    # openjdk's installation wants this folder, which slim images lack.
    Path("/usr/share/man/man1").mkdir(parents=True, exist_ok=True)
    try:
        _apt(logs, "update")
        _repair(logs)
        _apt(logs, "install", "--no-install-recommends", *names)
    finally:  # or they would start when the machine does
        for service in services:
            if Path("/etc/init.d", service).exists():
                _quietly(logs, "update-rc.d", service, "disable")


def _repair(logs: Path) -> None:
    """Finish what was cut short earlier, by a power failure say: apt refuses to work before."""
    # What cannot be set up yet, because another package is missing, apt brings.
    with suppress(BuildFailed):
        _quietly(logs, "dpkg", "--configure", "-a", "--force-confold")
    _apt(logs, "install", "--fix-broken", "--no-install-recommends")


def _is_half_installed(name: str) -> bool:
    command = ["dpkg-query", "-W", "-f", "${db:Status-Status}", name]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed
    return said.stdout in ("half-installed", "unpacked", "half-configured")


@contextmanager
def no_service_starts(policy: Path = POLICY) -> Iterator[None]:
    """Tell Debian's package tools to start no service meanwhile.

    A policy that is there is put aside and comes back; one that we left behind when we were killed
    is taken away.
    """
    aside = policy.with_name(f"{policy.name}.egov-kept")
    if policy.exists() and _OURS not in policy.read_text(encoding="utf-8", errors="replace"):
        policy.replace(aside)
    policy.write_text(f"#!/bin/sh\n{_OURS}\nexit 101\n", encoding="utf-8")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()
        if aside.exists():
            aside.replace(policy)


@contextmanager
def to_the_end(terminal: Terminal) -> Iterator[None]:
    """Be interrupted only when this is over: dpkg cut short leaves a machine that needs repair."""
    came = []

    def remember(number: int, frame: FrameType | None) -> None:
        came.append(number)
        terminal.note("Stopping as soon as the packages are installed; please wait.")

    before = {number: signal.signal(number, remember) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        signal.raise_signal(came[0])


def _apt(logs: Path, *arguments: str) -> None:
    # Debian updates itself in the background; as long as that takes at most, we wait.
    wait = f"DPkg::Lock::Timeout={_LOCKED_SECONDS}"
    _quietly(logs, "apt-get", "-y", "-q", "-o", wait, *arguments)


def _quietly(logs: Path, *command: str) -> None:
    """Run it with its output in a log; raises `BuildFailed` with the end of it."""
    logs.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(  # noqa: S603 - fixed commands
        command,
        env=system_environment() | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        start_new_session=True,  # or Ctrl-C at the terminal would reach it
    )
    output = done.stdout.decode(errors="replace")
    with (logs / "apt.log").open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n{output}")
    if done.returncode:
        raise BuildFailed("Installing packages", command, output[-3000:])

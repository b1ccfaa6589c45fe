"""Makes the Keycloak that this platform runs: the pinned distribution with our gate built in.

What it makes lies in the cache under the hash of everything it was made of, so a second call only
looks, and whatever changes the result gets a folder of its own.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as Xml
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from egov_idp import files
from egov_idp.local.errors import BuildFailed
from egov_idp.local.layout import ROOT, Hosts, Layout

SOURCES = ROOT / "idp" / "keycloak"

# What no province needs is not even in the server: consoles that hand out raw admin rights, and
# every way to a token that runs no browser flow and so passes no gate.
_FEATURES_OFF = (
    "account",
    "account-api",
    "admin",
    "admin-fine-grained-authz",
    "authorization",
    "ciba",
    "device-flow",
    "identity-brokering-api",
    "impersonation",
    "jwt-authorization-grant",
    "kerberos",
    "organization",
    "twitter-broker",
    "workflows",
)
_BUILD_OPTIONS = (
    "--health-enabled=true",
    # No client policy sees a SAML sign-in that the server itself begins.
    "--spi-login-protocol--saml--enabled=false",
    f"--features-disabled={','.join(_FEATURES_OFF)}",
)
_GATE = "egov-gate.jar"
_KEPT_UNUSED = 24 * 3600

EMBEDDED = "dev-file"
"""The database Keycloak brings along; the server is built for one kind."""

Log = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Pin:
    """The distribution that ``pom.xml`` pins."""

    version: str
    sha256: str


def provide(layout: Layout, log: Log, given: Path | None = None) -> Path:
    """The folder of a Keycloak with the gate built in, made if the cache lacks it.

    ``given`` is an unpacked Keycloak that is already there (``EGOV_KEYCLOAK_HOME``): it is copied
    and never changed. Raises `BuildFailed`.
    """
    vendor = "postgres" if layout.hosts.database else EMBEDDED
    home = layout.cache / f"keycloak-{key(given, vendor)}"
    if not home.is_dir():
        layout.cache.mkdir(parents=True, exist_ok=True)
        (lock := layout.cache / "keycloak.lock").touch()
        with files.alone(lock):
            if not home.is_dir():
                _make(home, log, vendor, given)
                prune(home)
    with suppress(OSError):  # somebody else's cache, or a read-only one
        os.utime(home)
    return home


def read_pin(pom: Path = SOURCES / "pom.xml") -> Pin:
    """What the pom's properties say."""
    tree = Xml.parse(pom)  # noqa: S314 - our own committed file
    space = {"m": "http://maven.apache.org/POM/4.0.0"}
    texts = {
        name: tree.findtext(f"m:properties/m:keycloak.{name}", namespaces=space)
        for name in ("version", "sha256")
    }
    return Pin(version=texts["version"] or "", sha256=texts["sha256"] or "")


def key(given: Path | None = None, vendor: str = EMBEDDED) -> str:
    """Names the folder in the cache: the hash of everything that goes into it."""
    digest = hashlib.sha256("\n".join(_build_options(vendor)).encode())
    sources = [SOURCES / "pom.xml", SOURCES / "gate" / "pom.xml"]
    sources += sorted(p for p in (SOURCES / "gate" / "src").rglob("*") if p.is_file())
    for source in sources:
        digest.update(str(source.relative_to(SOURCES)).encode() + b"\0" + source.read_bytes())
    if given is not None:
        jars = sorted(p.name for p in (given / "lib" / "lib" / "main").glob("*.jar"))
        digest.update("\n".join([str(given), *jars]).encode())
    return digest.hexdigest()[:16]


def _build_options(vendor: str) -> tuple[str, ...]:
    return (f"--db={vendor}", *_BUILD_OPTIONS)


def _make(home: Path, log: Log, vendor: str, given: Path | None) -> None:
    """Make it beside its place and rename it there, so that a half-made one is never found."""
    for left_behind in home.parent.glob(".keycloak-*"):
        shutil.rmtree(left_behind)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".keycloak-") as name:
        work = Path(name)
        unpacked = _copy(given, work) if given else _unpack(work, log)
        log("Building the gate")
        _maven(work, "-pl", "gate")
        (unpacked / "providers").mkdir(exist_ok=True)
        shutil.copyfile(work / "gate" / _GATE, unpacked / "providers" / _GATE)
        log("Preparing Keycloak (about half a minute)")
        program = ["sh", str(unpacked / "bin" / "kc.sh")]
        _run("kc.sh build", [*program, "build", *_build_options(vendor)])
        unpacked.rename(home)


def prune(home: Path) -> None:
    """Remove those made of other sources that nobody took for a day and that nobody runs."""
    running = b"\n".join(map(_command_line, Path("/proc").glob("[0-9]*")))
    for other in home.parent.glob("keycloak-*/"):
        unused = time.time() - other.stat().st_mtime > _KEPT_UNUSED
        if unused and other != home and str(other).encode() not in running:
            shutil.rmtree(other, ignore_errors=True)


def _command_line(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:  # ended meanwhile
        return b""


def _copy(given: Path, work: Path) -> Path:
    _check_given(given)
    copied = work / "keycloak"
    shutil.copytree(given, copied, ignore=shutil.ignore_patterns("data"))
    # It may come from read-only media.
    _run("Copying Keycloak", ["chmod", "-R", "u+w", str(copied)])
    return copied


def _check_given(given: Path) -> None:
    """Raise `BuildFailed` if the folder is not a Keycloak of the pinned version."""
    said, wanted = given / "version.txt", f"Version {read_pin().version}"
    if not said.is_file() or wanted not in said.read_text(encoding="utf-8"):
        mistake = f"That folder holds no unpacked Keycloak of {wanted}. Name one, or unset it."
        raise BuildFailed("Taking the given Keycloak", [f"EGOV_KEYCLOAK_HOME={given}"], mistake)


def _unpack(work: Path, log: Log) -> Path:
    pin = read_pin()
    log(f"Fetching Keycloak {pin.version}")
    _maven(work, "-N")
    archive = work / f"keycloak-quarkus-dist-{pin.version}.tar.gz"
    check(archive, pin)
    _run("Unpacking Keycloak", ["tar", "-xzf", str(archive), "-C", str(work)])
    archive.unlink()
    return work / f"keycloak-{pin.version}"


def check(archive: Path, pin: Pin) -> None:
    """Raise `BuildFailed` if the file is not the pinned one, whoever served it."""
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != pin.sha256:
        mistake = f"{archive.name} has SHA-256 {found}, pom.xml pins {pin.sha256}"
        raise BuildFailed("Checking Keycloak", ["sha256sum", archive.name], mistake)


def _maven(work: Path, *which: str) -> None:
    # -C: a file whose checksum differs from the registry's is refused.
    argv = ["mvn", "-B", "-q", "-C", "-f", str(SOURCES / "pom.xml"), *which, "package"]
    _run("Maven", [*argv, f"-Degov.output={work}"])


def _run(what: str, argv: Sequence[str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own commands
        argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
    )
    if done.returncode != 0:
        raise BuildFailed(what, argv, done.stdout + done.stderr)


if __name__ == "__main__":  # the Dockerfile prepares the one that runs on PostgreSQL
    provide(Layout(cache=Path(sys.argv[1]), hosts=Hosts(database="database")), print)

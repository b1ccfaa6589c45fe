"""What is built from the sources and not committed: the front end and the compiled translations.

Both are made only when their sources changed.
"""

import hashlib
import os
import subprocess
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from egov_idp.local.errors import BuildFailed
from egov_idp.local.layout import ROOT
from egov_idp.local.terminal import Terminal
from egov_idp.settings import system_environment

FRONTEND = ROOT / "idp" / "kit" / "frontend"
BUILT = (
    ROOT / "idp" / "kit" / "egov_kit" / "static" / "manifest.json",
    ROOT / "idp" / "keycloak" / "themes" / "egov" / "login" / "assets.ftl",
)
PACKAGES = ("idp", "shell", "apps")
"""Folders of the checkout that hold translations."""


def build(terminal: Terminal) -> None:
    """Bring both up to date."""
    compile_translations(ROOT)
    if not frontend_is_current():
        with terminal.step("Front end (npm)"):
            _build_frontend()


def compile_translations(root: Path) -> list[Path]:
    """Write the ``.mo`` beside each ``.po`` that is newer; answers what was written."""
    written = []
    for folder in PACKAGES:
        for source in sorted((root / folder).glob("**/translations/*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                _compile(source, target)
                written.append(target)
    return written


def frontend_is_current() -> bool:
    """Whether what lies there was built from the sources as they are."""
    mark = FRONTEND / "node_modules" / ".built-from"
    made = mark.exists() and mark.read_text(encoding="ascii") == _digest(FRONTEND)
    return made and all(path.exists() for path in BUILT)


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        catalogue = read_po(file)
    # Whole or not at all: a server may read it at this moment.
    beside = target.with_suffix(f".{os.getpid()}.tmp")
    with beside.open("wb") as file:
        write_mo(file, catalogue)
    beside.replace(target)


def _build_frontend() -> None:
    digest = _digest(FRONTEND)
    _install_packages()
    _npm("run", "build")
    mark = FRONTEND / "node_modules" / ".built-from"
    mark.write_text(digest, encoding="ascii")


def _install_packages() -> None:
    """Only when the lock changed: it takes longer than the build itself."""
    lock = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    mark = FRONTEND / "node_modules" / ".installed-from"
    if not mark.exists() or mark.read_text(encoding="ascii") != lock:
        _npm("ci", "--no-audit", "--no-fund")
        mark.write_text(lock, encoding="ascii")


def _npm(*arguments: str) -> None:
    command = ["npm", *arguments]
    done = subprocess.run(  # noqa: S603 - fixed commands
        command,
        cwd=FRONTEND,
        env=system_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        raise BuildFailed("The front end", command, done.stdout.decode(errors="replace")[-3000:])


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.glob("**/*") if "node_modules" not in p.parts):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return digest.hexdigest()

"""What the modules' processes are made of, and whether it changed; found by looking, now and then.

Some hundred files are looked at in a few milliseconds, on every file system and without a library.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from egov_idp.local.layout import ROOT

FOLDERS: Final = (
    *(ROOT / "idp" / name for name in ("egov_idp", "kit/egov_kit", "kit/frontend")),
    *(ROOT / name for name in ("ldap/egov_ldap", "shell", "apps")),
)
_SUFFIXES: Final = (
    *(".py", ".toml", ".yaml", ".html", ".po"),
    *(".scss", ".css", ".js", ".mjs", ".svg", ".json"),
)
_BUILT: Final = {"__pycache__", "node_modules", str(ROOT / "idp" / "kit" / "egov_kit" / "static")}

Look = Mapping[str, tuple[int, int]]


class Sources:
    """Tells of each change once, when nothing more has changed since the look before."""

    def __init__(self, folders: Sequence[Path] = FOLDERS) -> None:
        self._folders = folders
        self._known = self._before = self._look()

    def changed(self) -> bool:
        """Whether there is something new, and whoever writes has come to rest."""
        now = self._look()
        rests, self._before = now == self._before, now
        if not rests or now == self._known:
            return False
        self._known = now
        return True

    def _look(self) -> Look:
        return {path: stamp for folder in self._folders for path, stamp in _files(str(folder))}


def _files(folder: str) -> Iterator[tuple[str, tuple[int, int]]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:  # removed meanwhile
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _BUILT and entry.path not in _BUILT:
                yield from _files(entry.path)
        elif entry.name.endswith(_SUFFIXES):
            try:
                found = entry.stat()
            except FileNotFoundError:
                continue
            yield entry.path, (found.st_mtime_ns, found.st_size)

"""Puts a restored state in the place of the old one, so that a kill -9 leaves one of them whole.

The new state is made in ``var/restoring/new``. When it is whole, a decision is written beside it:
from then on the new state counts, and `finish` moves the parts into place, as often as it is
interrupted. Without a decision the old state counts, and `finish` takes away what was begun. Every
command of ``./egov`` begins with it.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from egov_idp.local.backup.manifest import FILES
from egov_idp.local.layout import Layout

PARTS: Final = ("ldap", "keycloak", "db", *FILES)
"""What a platform's state consists of, in ``var``; the rest is made anew."""


def folder(layout: Layout) -> Path:
    """Where a restore works; nobody's state."""
    return layout.var / "restoring"


def new(layout: Layout) -> Path:
    """Where the new state is made."""
    return folder(layout) / "new"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The new state counts: where the old one goes, and which parts each of them has."""

    kept: str
    old: tuple[str, ...]
    new: tuple[str, ...]


def decide(layout: Layout, kept: str) -> None:
    """The new state is whole and counts from now on; the old one will be ``var/<kept>``."""
    decision = Decision(kept=kept, old=_parts(layout.var), new=_parts(new(layout)))
    beside = _decision(layout).with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(asdict(decision), file)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(_decision(layout))
    _to_disk(folder(layout))


def finish(layout: Layout) -> bool:
    """End what a restore has begun; False if nothing was decided. The lock must be held."""
    decided = (path := _decision(layout)).exists()
    if decided:
        decision = Decision(**json.loads(path.read_text(encoding="utf-8")))
        if decision.old:
            (layout.var / decision.kept).mkdir(mode=0o700, exist_ok=True)
        for source, target in moves(layout, decision):
            source.rename(target)
        _to_disk(layout.var)
        path.unlink()
    shutil.rmtree(folder(layout), ignore_errors=True)
    return decided


def moves(layout: Layout, decision: Decision) -> Iterator[tuple[Path, Path]]:
    """What is still to be renamed: each old part away, then the new one to its place."""
    for part in PARTS:
        here, away = layout.var / part, layout.var / decision.kept / part
        # While the old one is not away, what lies here is the old one.
        if part in decision.old and not away.exists():
            yield here, away
        if part in decision.new and (coming := new(layout) / part).exists():
            yield coming, here


def _decision(layout: Layout) -> Path:
    return folder(layout) / "decision.json"


def _parts(where: Path) -> tuple[str, ...]:
    return tuple(part for part in PARTS if (where / part).exists())


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

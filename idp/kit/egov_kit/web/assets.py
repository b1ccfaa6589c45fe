"""Styles, scripts and fonts: named by their content, so kept for ever, and sent compressed."""

import json
import mimetypes
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from egov_kit.web.accepting import accepted
from egov_kit.web.answer import TEXT, Answer

FOLDER: Final = Path(__file__).parents[1] / "static"
PREFIX: Final = "/assets/"
_PACKED: Final = {"br": ".br", "gzip": ".gz"}
_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}


def asset(name: str) -> str:
    """Where a file of the kit is, by its plain name: ``asset("egov.css")``."""
    return PREFIX + _names().get(name, name)


def serve(path: str, accepts: str) -> Answer:
    """The file at this path as it is in `FOLDER`, or a 404; no session, no database, any host.

    ``accepts`` is the header ``Accept-Encoding``.
    """
    name = path.removeprefix(PREFIX)
    if name not in _files():
        return Answer(status=404, body=b"not found\n", content_type=TEXT)
    coding = next((c for c, end in _PACKED.items() if _takes(accepts, c, name + end)), None)
    file = FOLDER / (name + _PACKED[coding] if coding else name)
    headers = {**_HEADERS, **({"Content-Encoding": coding} if coding else {})}
    return Answer(body=file.read_bytes(), content_type=_kind(name), headers=headers)


def _kind(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _takes(accepts: str, coding: str, file: str) -> bool:
    return coding in accepted(accepts) and file in _files()


def _files() -> frozenset[str]:
    """What exists; nothing else is ever opened, whatever the path says."""
    # A new build adds to the folder while we serve, and changes its time.
    return _listed(FOLDER.stat().st_mtime_ns) if FOLDER.is_dir() else frozenset()


@lru_cache(maxsize=1)
def _listed(_changed: int) -> frozenset[str]:
    found = (path for path in FOLDER.rglob("*") if path.is_file())
    return frozenset(path.relative_to(FOLDER).as_posix() for path in found)


@cache
def _names() -> dict[str, str]:
    path = FOLDER / "manifest.json"
    if not path.is_file():  # the files are built, not committed
        return {}
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found

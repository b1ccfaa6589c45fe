"""Styles, scripts and fonts: named by their content, so kept for ever, and sent compressed."""

import json
import mimetypes
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

FOLDER: Final = Path(__file__).parent / "static"
PREFIX: Final = "/assets/"
_PACKED: Final = {"br": ".br", "gzip": ".gz"}
_FOR_EVER: Final = "public, max-age=31536000, immutable"


def asset(name: str) -> str:
    """Where a file of the kit is, by its plain name: ``asset("egov.css")``."""
    return PREFIX + _names().get(name, name)


class Assets:
    """Answers requests below ``/assets/`` by itself: no session, no database, any host."""

    def __init__(self, below: Any) -> None:  # noqa: ANN401 # Flask's own wsgi_app
        self._below = below

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 # WSGI's own
        """Serve one file, or pass the request on."""
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            return self._below(environ, start_response)  # type: ignore[no-any-return]
        response = _answer(path.removeprefix(PREFIX), environ.get("HTTP_ACCEPT_ENCODING", ""))
        return response(environ, start_response)


def _answer(name: str, accepted: str) -> Response:
    if name not in _files():
        return Response("not found\n", 404, content_type="text/plain")
    coding = next((c for c, end in _PACKED.items() if _takes(accepted, c, name + end)), None)
    path = FOLDER / (name + _PACKED[coding] if coding else name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = Response(path.read_bytes(), mimetype=kind)
    response.headers["Cache-Control"] = _FOR_EVER
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if coding:
        response.headers["Content-Encoding"] = coding
    return response


def _takes(accepted: str, coding: str, file: str) -> bool:
    return parse_accept_header(accepted)[coding] > 0 and file in _files()


@cache
def _files() -> frozenset[str]:
    """What exists; nothing else is ever opened, whatever the path says."""
    found = (path for path in FOLDER.rglob("*") if path.is_file())
    return frozenset(path.relative_to(FOLDER).as_posix() for path in found)


@cache
def _names() -> dict[str, str]:
    path = FOLDER / "manifest.json"
    if not path.is_file():  # the files are built, not committed
        return {}
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found

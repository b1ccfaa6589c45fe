"""What kind of request this is: a person going somewhere, or a script."""

from typing import Final
from urllib.parse import quote

from flask import Request, Response

_PATH_SAFE: Final = "/:@!$&'()*+,;=~-._"
FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def is_script(request: Request) -> bool:
    """Whether no person would see a page: the answer is JSON and never a redirect."""
    if request.method in ("HEAD", "OPTIONS"):
        return True
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return True
    if "X-Requested-With" in request.headers or "HX-Request" in request.headers:
        return True
    return wants_websocket(request) or not _takes_html(request)


def wants_websocket(request: Request) -> bool:
    """Whether this asks to become a websocket."""
    return request.headers.get("Upgrade", "").lower() == "websocket"


def is_form(request: Request) -> bool:
    """Whether a person sends a form."""
    return request.method == "POST" and request.mimetype in FORMS


def is_same_origin(request: Request, origin: str) -> bool:
    """Whether the browser says that a page of ``origin`` sent this; silence is a no."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == origin


def path_of(request: Request) -> str:
    """The path of this request as the address bar shows it, fit for a link.

    Decoded, a path such as ``/%5Ce.com`` would lead to another host.
    """
    return quote(request.path, safe=_PATH_SAFE)


def target_of(request: Request) -> str:
    """Path and query of this request as the address bar shows them."""
    query = request.query_string.decode("latin-1")
    path = path_of(request)
    return f"{path}?{query}" if query else path


def referring_path(request: Request, origin: str) -> str | None:
    """Path and query of the page of ``origin`` that sent this."""
    page = request.headers.get("Referer", "").partition("#")[0]
    return page.removeprefix(origin) if page.startswith(f"{origin}/") else None


def _takes_html(request: Request) -> bool:
    if "Accept" not in request.headers:
        return True
    html = max(request.accept_mimetypes["text/html"], request.accept_mimetypes["*/*"])
    return html > 0 and not _prefers_data(request)


def _prefers_data(request: Request) -> bool:
    named = {str(kind).lower() for kind, _ in request.accept_mimetypes}
    data = {"application/json", "application/problem+json", "text/event-stream"}
    return bool(named & data) and "text/html" not in named


def redirect_to(address: str, *, after: Request) -> Response:
    """Send the browser on; after a form that was sent, to read a page (303)."""
    status = 303 if after.method == "POST" else 302
    return Response(status=status, headers={"Location": address, "Cache-Control": "no-store"})

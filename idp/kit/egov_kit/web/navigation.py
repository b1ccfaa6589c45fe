"""What kind of request this is: a person going somewhere, or a script."""

from typing import Final
from urllib.parse import quote

from egov_kit.web.accepting import accepted
from egov_kit.web.answer import NO_STORE, Answer
from egov_kit.web.request import Request

_PATH_SAFE: Final = "/:@!$&'()*+,;=~-._"
FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_DATA: Final = frozenset({"application/json", "application/problem+json", "text/event-stream"})


def is_script(request: Request) -> bool:
    """Whether no person would see a page: the answer is JSON and never a redirect."""
    if request.method in ("HEAD", "OPTIONS"):
        return True
    if request.header("Sec-Fetch-Mode") not in ("navigate", ""):
        return True
    if request.has_header("X-Requested-With") or request.has_header("HX-Request"):
        return True
    return wants_websocket(request) or not _takes_html(request)


def wants_websocket(request: Request) -> bool:
    """Whether this asks to become a websocket."""
    return request.header("Upgrade").lower() == "websocket"


def is_form(request: Request) -> bool:
    """Whether a person sends a form."""
    return request.method == "POST" and request.media_type in FORMS


def is_same_origin(request: Request, origin: str) -> bool:
    """Whether the browser says that a page of ``origin`` sent this; silence is a no."""
    site = request.header("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    return request.header("Origin") == origin


def path_of(request: Request) -> str:
    """The path of this request as the address bar shows it, fit for a link.

    Decoded, a path such as ``/%5Ce.com`` or ``//e.com`` would lead to another host.
    """
    return "/" + quote(request.path.lstrip("/"), safe=_PATH_SAFE)


def target_of(request: Request) -> str:
    """Path and query of this request as the address bar shows them."""
    path = path_of(request)
    return f"{path}?{request.query}" if request.query else path


def referring_path(request: Request, origin: str) -> str | None:
    """Path and query of the page of ``origin`` that sent this."""
    page = request.header("Referer").partition("#")[0]
    return page.removeprefix(origin) if page.startswith(f"{origin}/") else None


def _takes_html(request: Request) -> bool:
    if not request.has_header("Accept"):
        return True
    kinds = accepted(request.header("Accept"))
    return bool(kinds) and ("text/html" in kinds or _DATA.isdisjoint(kinds))


def redirect_to(address: str, *, after: Request) -> Answer:
    """Send the browser on; after a form that was sent, to read a page (303)."""
    status = 303 if after.method == "POST" else 302
    return Answer(status=status, headers={**NO_STORE, "Location": address})

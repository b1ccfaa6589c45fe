"""Where a browser may be sent: paths of the same origin, judged as a browser resolves them."""

import re
from urllib.parse import quote, unquote

HOME = "/"
_LONGEST = 2048
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
"""A browser drops tabs and line ends inside an address and reads a backslash as a slash."""
_OWN = "/oidc/"
_KEPT = "/?#%:@!$&'()*+,;=~-._[]"


def safe_path(wanted: str | None) -> str:
    """``wanted`` if it is a path of this origin, else the home page.

    Paths below ``/oidc/`` do not survive either: coming back to one would go round in a circle.
    """
    if not wanted or len(wanted) > _LONGEST or not _stays_here(wanted):
        return HOME
    return quote(wanted, safe=_KEPT)


def _stays_here(wanted: str) -> bool:
    path = re.split(r"[?#]", wanted, maxsplit=1)[0]
    if _CONTROL.search(wanted) or not path.startswith("/"):
        return False
    # Once more as a proxy or a careless second decoding would see it.
    seen = unquote(unquote(path))
    if _CONTROL.search(seen.replace(" ", "")) or "//" in seen or "/../" in f"{seen}/":
        return False
    return "/./" not in f"{seen}/" and not f"{seen}/".startswith(_OWN)

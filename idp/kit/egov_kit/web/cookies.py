"""The kit's cookies: opaque, for this host alone, never readable by scripts."""

from collections.abc import Mapping
from typing import Final, TypedDict

from egov_kit.web.answer import Cookie

SESSION: Final = "__Host-egov"
ATTEMPT: Final = "__Host-egov-attempt-"
SIGN_OUT: Final = "__Host-egov-out"
ANONYMOUS: Final = "__Host-egov-form"
LANGUAGE: Final = "__Host-lang"
THEME: Final = "__Host-theme"


class Attributes(TypedDict):
    """What every cookie of the kit is sent with."""

    path: str
    secure: bool
    httponly: bool
    samesite: str


ATTRIBUTES: Final[Attributes] = {
    "path": "/",
    "secure": True,
    "httponly": True,
    "samesite": "Lax",
}


def dropped(name: str) -> Cookie:
    """Ask the browser to forget a cookie."""
    return Cookie(name=name, value="", seconds=0)


def attempts_of(sent: Mapping[str, str]) -> dict[str, str]:
    """The attempts this browser says it began: short name to secret, at most 50."""
    found = [(n, v) for n, v in sent.items() if n.startswith(ATTEMPT)]
    return {name.removeprefix(ATTEMPT): value for name, value in found[:50]}

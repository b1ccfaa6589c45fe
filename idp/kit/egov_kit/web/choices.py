"""What the reader chose: language and colours; asked for, remembered, or told by the browser."""

from collections.abc import Iterator
from typing import Final

from egov_kit.web import cookies
from egov_kit.web.accepting import accepted
from egov_kit.web.answer import Cookie
from egov_kit.web.request import Request

LANGUAGES: Final = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT: Final = "vi"
THEMES: Final = ("auto", "light", "dark")
_YEAR: Final = 365 * 24 * 3600


def language(request: Request) -> str:
    """``?lang=``, or the language that was remembered, or the best that the browser asks for."""
    for wanted in (request.arg("lang"), request.cookies.get(cookies.LANGUAGE)):
        if wanted in LANGUAGES:
            return wanted
    return best_language(request.header("Accept-Language"))


def best_language(accept_language: str) -> str:
    """The one of ours that the browser likes best."""
    told = (each.partition("-")[0] for each in accepted(accept_language))
    return next((each for each in told if each in LANGUAGES), DEFAULT)


def theme(request: Request) -> str:
    """The colours the reader chose; ``auto`` follows the system."""
    wanted = request.arg("theme") or request.cookies.get(cookies.THEME)
    return wanted if wanted in THEMES else "auto"


def remembered(request: Request) -> Iterator[Cookie]:
    """Keep what the reader chose with this request."""
    wanted, colours = request.arg("lang"), request.arg("theme")
    if wanted in LANGUAGES:
        yield Cookie(name=cookies.LANGUAGE, value=wanted, seconds=_YEAR)
    if colours in THEMES:
        yield Cookie(name=cookies.THEME, value=colours, seconds=_YEAR)

"""Vietnamese or English: asked for (``?lang=``), remembered, told by the browser, in this order."""

from pathlib import Path
from typing import Final

from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, get_locale

from egov_kit import cookies
from egov_kit.vietnam import VIETNAM

LANGUAGES: Final = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT: Final = "vi"
_YEAR: Final = 31_536_000


def init(app: Flask) -> None:
    """Translate with the kit's own catalogue and the one beside the app."""
    folders = [Path(__file__).parent / "translations", Path(app.root_path) / "translations"]
    Babel(
        app,
        default_locale=DEFAULT,
        default_timezone=VIETNAM.key,
        default_translation_directories=";".join(str(each) for each in folders),
        locale_selector=choose,
    )


def choose() -> str:
    """The language of this request."""
    if not has_request_context():
        return DEFAULT
    for wanted in (request.args.get("lang"), request.cookies.get(cookies.LANGUAGE)):
        if wanted in LANGUAGES:
            return str(wanted)
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT


def current() -> str:
    """The language code of this request: ``vi`` or ``en``."""
    locale = get_locale()
    return locale.language if locale else DEFAULT


def remember(response: Response) -> Response:
    """Keep the choice a person made by ``?lang=``."""
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and "egov_tenant" in g:
        cookies.put(response, cookies.LANGUAGE, str(wanted), seconds=_YEAR)
    return response

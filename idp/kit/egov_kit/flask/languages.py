"""Flask-Babel speaks the reader's language, with the kit's texts and the app's own."""

from pathlib import Path
from typing import Any, cast

from flask import Flask, has_request_context, request
from flask_babel import Babel

from egov_kit.flask.request import read
from egov_kit.vietnam import VIETNAM
from egov_kit.web.choices import DEFAULT, language
from egov_kit.web.languages import TRANSLATIONS, catalogue


def init(app: Flask) -> None:
    """Translate with the kit's own catalogue and the one beside the app."""
    folders = [TRANSLATIONS, Path(app.root_path) / "translations"]
    Babel(
        app,
        default_locale=DEFAULT,
        default_timezone=VIETNAM.key,
        default_translation_directories=";".join(str(each) for each in folders),
        locale_selector=_language,
    )


def _language() -> str:
    return language(read(cast(Any, request))) if has_request_context() else DEFAULT


def translate_forms() -> None:
    """WTForms' own messages: Flask-WTF looks for their translations on the request."""
    asked: Any = request
    asked.wtforms_translations = catalogue(_language(), domain="wtforms")

"""What every page of the kit needs: templates, components, the reader's texts and colours.

`install` is called once per app. Templates then have, beside the request's own context:
``asset(name)``, ``page_url(lang=…, theme=…)``, ``theme``, ``post_title(post)``,
``post_unit(post)`` and ``working_post_id()``.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from babel.support import NullTranslations, Translations
from flask import Flask, Response, request
from flask_babel import get_locale
from jinja2 import BaseLoader, ChoiceLoader, PackageLoader, PrefixLoader

from egov_kit import cookies
from egov_kit.assets import Assets, asset
from egov_kit.components import TranslatedComponents
from egov_kit.grants import Post
from egov_kit.navigation import path_of
from egov_kit.person import find_person

THEME: Final = "__Host-theme"
THEMES: Final = ("auto", "light", "dark")
TRANSLATIONS: Final = Path(__file__).parent / "translations"
_YEAR: Final = 365 * 24 * 3600
_NOT_KEPT: Final = ("lang", "theme")


def install(app: Flask) -> None:
    """Give ``app`` the page frame, the components and the files under ``/assets/``."""
    app.jinja_loader = _loader(app)
    app.jinja_env.globals.update(
        asset=asset,
        page_url=page_url,
        working_post_id=working_post_id,
        post_title=post_title,
        post_unit=post_unit,
    )
    app.context_processor(lambda: {"theme": theme()})
    app.before_request(_translate_forms)
    app.after_request(_remember_theme)
    app.wsgi_app = Assets(app.wsgi_app)  # type: ignore[method-assign] # Flask's documented way


def _loader(app: Flask) -> BaseLoader:
    own = [app.jinja_loader] if app.jinja_loader else []
    components = PrefixLoader({"govuk_frontend_jinja": TranslatedComponents()})
    return ChoiceLoader([*own, PackageLoader("egov_kit"), components])


def page_url(**changed: str) -> str:
    """This page with ``lang`` or ``theme`` chosen; where a form was sent, the form's page."""
    kept = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name not in (*_NOT_KEPT, *changed)
    ]
    return f"{path_of(request)}?{urlencode([*kept, *changed.items()])}"


def theme() -> str:
    """The colours the reader chose; ``auto`` follows the system."""
    wanted = request.args.get("theme") or request.cookies.get(THEME)
    return wanted if wanted in THEMES else "auto"


def working_post_id() -> str:
    """The id of the reader's working post, empty if there is none."""
    person = find_person()
    return str(person.working_post.id) if person and person.working_post else ""


def post_title(post: Post) -> str:
    """The name of a post's title in the reader's language, its code if names cannot be had."""
    from egov_kit import names  # names needs the whole kit, which needs this module

    return names.title(post.title)


def post_unit(post: Post) -> str:
    """The name of a post's unit in the reader's language, its code if names cannot be had."""
    from egov_kit import names

    return names.unit(post.unit)


def _remember_theme(response: Response) -> Response:
    wanted = request.args.get("theme")
    if wanted in THEMES:
        cookies.put(response, THEME, wanted, seconds=_YEAR)
    return response


def _translate_forms() -> None:
    """WTForms' own messages: Flask-WTF looks for their translations on the request."""
    request_: Any = request
    request_.wtforms_translations = _form_messages(str(get_locale()))


@cache
def _form_messages(locale: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [locale], domain="wtforms")

"""Pages of a Django project in the kit's frame, by Django's Jinja2 back end.

::

    TEMPLATES = [
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "DIRS": [BASE_DIR / "templates"],
            "OPTIONS": {
                "environment": "egov_kit.django.templates.environment",
                "context_processors": ["egov_kit.django.templates.context"],
            },
        }
    ]

A template then begins with ``{% extends "egov/page.html" %}``.
"""

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from jinja2 import BaseLoader, ChoiceLoader, Environment

from egov_kit.web import languages, pages


def environment(
    *,
    loader: BaseLoader,
    auto_reload: bool,
    **_more: Any,  # noqa: ANN401 # what else Django gives
) -> Environment:
    """The project's templates, then the kit's; texts are Django's, or else the kit's."""
    made = Environment(
        loader=ChoiceLoader([loader, pages.loader()]),
        autoescape=True,
        auto_reload=auto_reload,
        extensions=["jinja2.ext.i18n"],
    )
    installed: Any = made
    installed.install_gettext_callables(_gettext, _ngettext, newstyle=True)
    made.globals.update(pages.GLOBALS)
    return made


def context(_request: HttpRequest) -> dict[str, Any]:
    """What a page in the kit's frame knows of its request."""
    return pages.context()


def _gettext(text: str) -> str:
    found: str = translation.gettext(text)
    return found if found != text else languages.gettext(text)


def _ngettext(one: str, many: str, number: int) -> str:
    found: str = translation.ngettext(one, many, number)
    return found if found not in (one, many) else languages.ngettext(one, many, number)

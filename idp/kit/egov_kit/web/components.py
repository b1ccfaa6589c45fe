"""GOV.UK's components speak the reader's language: their built-in English goes through gettext.

The macros of govuk-frontend-jinja keep their defaults in their source. `TranslatedComponents`
replaces each by a call of ``_()`` while the template is loaded, so modules use the macros as they
are documented. A release that changes such a text fails at load, not on a page.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from jinja2 import Environment, PackageLoader, TemplateNotFound

from egov_kit.errors import ComponentChanged

_Change = tuple[str, str]


def _message(name: str, text: str) -> _Change:
    """A text for a script, handed over in a data attribute, where the component has none."""
    return f"'message': params.{name}\n", f"'message': params.{name} or {text}\n"


def _messages(name: str, text: str) -> _Change:
    """The same, for a text with a number in it; Vietnamese has one plural form."""
    return f"'messages': params.{name}\n", f"'messages': params.{name} or {{'other': {text}}}\n"


TEXTS: Final[Mapping[str, tuple[_Change, ...]]] = {
    "accordion": (
        _message("hideAllSectionsText", '_("Hide all sections")'),
        _message("hideSectionText", '_("Hide")'),
        _message("hideSectionAriaLabelText", '_("Hide this section")'),
        _message("showAllSectionsText", '_("Show all sections")'),
        _message("showSectionText", '_("Show")'),
        _message("showSectionAriaLabelText", '_("Show this section")'),
    ),
    "back-link": (('default("Back", true)', 'default(_("Back"), true)'),),
    "breadcrumbs": (('default("Breadcrumb")', 'default(_("Breadcrumb"))'),),
    "character-count": (
        (
            "'You can enter up to %{count} ' ~ ('words' if params.maxwords else 'characters')",
            '(_("You can enter up to %%{count} words") if params.maxwords'
            ' else _("You can enter up to %%{count} characters"))',
        ),
        _messages("charactersUnderLimitText", '_("You have %%{count} characters remaining")'),
        _message("charactersAtLimitText", '_("You have 0 characters remaining")'),
        _messages("charactersOverLimitText", '_("You have %%{count} characters too many")'),
        _messages("wordsUnderLimitText", '_("You have %%{count} words remaining")'),
        _message("wordsAtLimitText", '_("You have 0 words remaining")'),
        _messages("wordsOverLimitText", '_("You have %%{count} words too many")'),
    ),
    "error-message": (('default("Error")', 'default(_("Error"))'),),
    "notification-banner": (
        ('title = "Success"', 'title = _("Success")'),
        ('title = "Important"', 'title = _("Important")'),
    ),
    "pagination": (
        (
            'default("Page " ~ item.number)',
            'default(_("Page %(number)s", number=item.number))',
        ),
        ('default("Pagination", true)', 'default(_("Pagination"), true)'),
        (
            'Previous<span class="govuk-visually-hidden"> page</span>',
            '{{ _("Previous page") }}',
        ),
        ('Next<span class="govuk-visually-hidden"> page</span>', '{{ _("Next page") }}'),
    ),
    "password-input": (
        ('default("Show")', 'default(_("Show"))'),
        ('default("Show password")', 'default(_("Show password"))'),
        _message("showPasswordText", '_("Show")'),
        _message("hidePasswordText", '_("Hide")'),
        _message("showPasswordAriaLabelText", '_("Show password")'),
        _message("hidePasswordAriaLabelText", '_("Hide password")'),
        _message("passwordShownAnnouncementText", '_("Your password is visible")'),
        _message("passwordHiddenAnnouncementText", '_("Your password is hidden")'),
    ),
    "service-navigation": (
        ('or "Menu"', 'or _("Menu")'),
        ("or 'Service information'", 'or _("Service information")'),
    ),
    "tabs": (('default ("Contents")', 'default(_("Contents"))'),),
    "warning-text": (('default("Warning", true)', 'default(_("Warning"), true)'),),
}
"""Component name to the places in its source where English stands."""

UNUSED: Final = frozenset({"cookie-banner", "exit-this-page", "footer", "header"})
"""Components we never show: the first for want of cookies, the rest for the crown in them."""

_COMPONENT = re.compile(r"components/([a-z-]+)/macro\.html")


class TranslatedComponents(PackageLoader):
    """Loads ``govuk_frontend_jinja`` with its texts replaced. Raises `ComponentChanged`."""

    def __init__(self) -> None:
        super().__init__("govuk_frontend_jinja")

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool] | None]:
        """The source Jinja compiles."""
        source, path, is_current = super().get_source(environment, template)
        found = _COMPONENT.fullmatch(template)
        if found is None:
            return source, path, is_current
        if found[1] in UNUSED:
            raise TemplateNotFound(template)
        return _translated(found[1], source), path, is_current


def _translated(component: str, source: str) -> str:
    for old, new in TEXTS.get(component, ()):
        if old not in source:
            raise ComponentChanged(component, old)
        source = source.replace(old, new)
    return source

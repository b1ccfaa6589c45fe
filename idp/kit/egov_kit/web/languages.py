"""The kit's own texts in the reader's language, Vietnamese or English."""

from functools import cache
from pathlib import Path
from typing import Final

from babel.support import NullTranslations, Translations

from egov_kit.visit import find_visit
from egov_kit.web.choices import DEFAULT

TRANSLATIONS: Final = Path(__file__).parents[1] / "translations"


def current() -> str:
    """The language code of this request: ``vi`` or ``en``."""
    visit = find_visit()
    return visit.language if visit else DEFAULT


def gettext(text: str, **variables: object) -> str:
    """``text`` in the reader's language, with ``%(name)s`` replaced."""
    found = catalogue(current()).ugettext(text)
    return found % variables if variables else found


def ngettext(one: str, many: str, number: int) -> str:
    """The same of a text that depends on a number, which stays ``%(num)s`` in it."""
    return catalogue(current()).ungettext(one, many, number)


@cache
def catalogue(language: str, domain: str = "messages") -> NullTranslations:
    """The kit's texts in that language."""
    return Translations.load(TRANSLATIONS, [language], domain=domain)

"""People who applied before: found by name without tones or by number, for a new intake."""

import re
from collections.abc import Sequence
from typing import Final

from egov_kit.texts import by_given_name, words
from sqlalchemy.orm import Session

from egov_apps.onestop.models import Dossier
from egov_apps.onestop.repository import DossierRepository

MOST: Final = 10
"""How many are shown: who finds more types more of the name."""
_FEWEST_DIGITS: Final = 4
_NUMBER: Final = re.compile(r"[0-9][0-9 .-]*")


def find_applicants(
    session: Session, units: Sequence[str], text: str
) -> tuple[list[Dossier], bool]:
    """The last dossier of each applicant that ``text`` finds within ``units``, and if that is all.

    ``text`` is the beginnings of words of a name, or the first digits of a number. Names are sorted
    by the given name, their last word. Nothing typed finds nobody.
    """
    repository = DossierRepository(session)
    if _NUMBER.fullmatch(text.strip()):
        digits = re.sub(r"[ .]", "", text)
        enough = len(digits) >= _FEWEST_DIGITS
        found = repository.list_applicants(units, number=digits, limit=MOST + 1) if enough else []
    else:
        typed = words(text)
        found = repository.list_applicants(units, words=typed, limit=MOST + 1) if typed else []
    shown = sorted(found[:MOST], key=lambda each: by_given_name(each.applicant_name))
    return shown, len(found) <= MOST

"""Which units a dossier may concern besides the one that receives it: who helped, and who decides.

Competence comes from the procedure's version: it names a body at a level of government, and never
the counter's address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from egov_kit import names
from egov_kit.grants import covers

from egov_apps.onestop.catalogue import Body

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "province": ("province", "department"),
    "district": ("district",),
    "commune": ("commune",),
}
"""The kinds of units that a body of a level can be."""
OFFICES: Final = ("province", "department", "district", "commune")
"""The kinds of units that have a counter, where people are helped."""

Units = dict[str, str]
"""Codes of units and their names."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """What a form offers: where the applicant was ``helped``, and who is ``competent`` to decide.

    ``decides`` is the unit to be offered first; empty where the officer has to say.
    """

    helped: Units
    competent: Units
    decides: str


def find_places(body: Body, receiving: str) -> Places:
    """What to offer to a counter of the unit ``receiving``, for a procedure of ``body``.

    Where the province has no unit of the body's level, or nobody tells which it has, the unit that
    receives is all there is.
    """
    here = {receiving: names.unit(receiving)}
    return choose_places(
        body,
        here,
        level=names.units_of(*KINDS[body.level]),
        offices=names.units_of(*OFFICES),
    )


def choose_places(body: Body, here: Units, *, level: Units, offices: Units) -> Places:
    """The same from the units of the body's ``level`` and all ``offices`` with a counter."""
    competent = _called(body, level) or level or here
    [receiving] = here
    return Places(
        helped=here | offices,
        competent=competent,
        decides=_decides(competent, receiving),
    )


def _called(body: Body, units: Units) -> Units:
    """Those that are called as the body is: a department is, a commune's committee is not."""
    called = {name.casefold() for name in body.name.values()}
    return {code: name for code, name in units.items() if name.casefold() in called}


def _decides(competent: Units, receiving: str) -> str:
    """The only one there is, or the one that receives or is above it; never the whole province."""
    if len(competent) == 1:
        return next(iter(competent))
    above = [each for each in competent if covers(each, receiving) and "." in each]
    return max(above, key=len, default=receiving if receiving in competent else "")

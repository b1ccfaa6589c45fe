"""Dossier codes.

``{org code}-{yymmdd}-{sequence in day}``, such as ``H15.50.05.13-261008-0975``. Systems of the
provinces use four digits, central ones six or seven; older data has the organisation's lowest
level first (``000.00.00.H47-240501-0001``). On a day with more than 9,999 dossiers the sequence
simply grows a digit.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from egov_kit.vietnam import VIETNAM

SECRET_LENGTH: Final = 4
SECRET_LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # noqa: S105 - an alphabet
"""Without 0, 1, I, L and O, which people mistake for each other on paper."""

_CODE = re.compile(
    r"(?P<unit>[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.H[0-9]{2}|H[0-9]{2}(?:\.[0-9]{2,3})*)"
    r"-(?P<day>[0-9]{6})-(?P<number>[0-9]{4,7})"
)


@dataclass(frozen=True, kw_only=True)
class DossierCode:
    """A dossier code, taken apart."""

    unit: str
    day: date
    number: int

    @classmethod
    def find(cls, text: str) -> "DossierCode | None":
        """Read the written form, `None` if it is none."""
        found = _CODE.fullmatch(text)
        if found is None:
            return None
        try:
            day = datetime.strptime(found["day"], "%y%m%d").replace(tzinfo=VIETNAM).date()
        except ValueError:
            return None
        return cls(unit=found["unit"], day=day, number=int(found["number"]))

    def __str__(self) -> str:
        return f"{self.unit}-{self.day:%y%m%d}-{self.number:04d}"

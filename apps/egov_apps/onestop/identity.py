"""Numbers that say who applies."""

import re
from datetime import date

_PERSONAL = re.compile(r"[0-9]{12}")
_TAX = re.compile(r"[0-9]{10}(-[0-9]{3})?")


def is_personal_number(number: str, today: date) -> bool:
    """Whether ``number`` can be a personal identification number (số định danh cá nhân).

    Three digits of the place of birth, one of century and sex, two of the year of birth, six at
    random (Thông tư 59/2021/TT-BCA). A year of birth to come is refused.
    """
    if not _PERSONAL.fullmatch(number) or number.startswith("000"):
        return False
    century = 1900 + int(number[3]) // 2 * 100
    return century + int(number[4:6]) <= today.year


def is_tax_number(number: str) -> bool:
    """Whether ``number`` has the form of a tax or enterprise code: ten digits, a branch's three."""
    return _TAX.fullmatch(number) is not None

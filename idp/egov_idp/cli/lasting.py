"""How long something lasts, as it is typed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import typer

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def lasting(
    shortest: timedelta,
    said: str,
    *,
    longest: timedelta = timedelta(days=30),
    units: str = "mhd",
    such_as: str = "72h",
) -> Callable[[str], timedelta]:
    """Reads ``90m``, ``72h`` or ``3d``; ``said`` tells the bounds."""
    named = f"{', '.join(units[:-1])} or {units[-1]}" if units[1:] else units

    def read(text: str) -> timedelta:
        found = re.fullmatch(rf"(\d{{1,4}})([{units}])", text)
        lasts = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()
        if not shortest <= lasts <= longest:
            raise typer.BadParameter(f"a number with {named}, such as {such_as}; {said}")
        return lasts

    return read

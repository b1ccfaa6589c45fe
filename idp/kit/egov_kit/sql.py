"""Grants in SQL: the same rule as `egov_kit.grants.covers`, for the rows of a list."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, or_
from sqlalchemy.orm import InstrumentedAttribute


def within(
    column: ColumnElement[str] | InstrumentedAttribute[str], units: Sequence[str]
) -> ColumnElement[bool]:
    """Whether the unit code in ``column`` is covered by one of ``units``; never, without units."""
    if not units:
        return false()
    return or_(
        *(column == unit for unit in units),
        *(column.startswith(f"{unit}.", autoescape=True) for unit in units),
    )

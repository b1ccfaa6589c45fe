"""Columns as text: what they are in `tables` decides how they lie in a hash of the server."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Column, Integer, Table

from egov_kit.database import UtcDateTime
from egov_kit.rows import Row

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def moment_text(moment: datetime) -> str:
    """Microseconds since 1970: exact in the numbers of a script until the year 2255."""
    return str((moment - _EPOCH) // _MICROSECOND)


def read_moment(text: str) -> datetime:
    """What `moment_text` wrote."""
    return _EPOCH + timedelta(microseconds=int(text))


def seconds(span: timedelta) -> int:
    """A span for the server's expiry."""
    return int(span.total_seconds())


class Columns:
    """The columns of one table; nothing is written for `None`, which is an empty text."""

    def __init__(self, table: Table) -> None:
        self._nullable = {each.name: None for each in table.c if each.nullable}
        kinds = {each.name: _kind(each) for each in table.c}
        self._write = {name: write for name, (write, _) in kinds.items()}
        self._read = {name: read for name, (_, read) in kinds.items()}

    def write(self, row: Row) -> list[str]:
        """Names and values, one after the other."""
        return [text for name, value in row.items() for text in (name, self.text(name, value))]

    def text(self, name: str, value: object) -> str:
        """One value."""
        return "" if value is None else self._write[name](value)

    def read(self, found: Mapping[str, str]) -> Row:
        """A row; what an older source did not write is `None`."""
        read = {
            name: None if text == "" and name in self._nullable else self._read[name](text)
            for name, text in found.items()
            if name in self._read
        }
        return {**self._nullable, **read}


_Kind = tuple[Callable[[Any], str], Callable[[str], Any]]


def _kind(column: Column[Any]) -> _Kind:
    if isinstance(column.type, UtcDateTime):
        return moment_text, read_moment
    if isinstance(column.type, Boolean):
        return lambda value: str(int(value)), lambda text: text == "1"
    if isinstance(column.type, Integer):
        return str, int
    if isinstance(column.type, JSON):
        return lambda value: json.dumps(value, ensure_ascii=False), json.loads
    return str, str

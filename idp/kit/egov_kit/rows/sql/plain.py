"""A session by its id in a SQLite file: the one question that every request asks."""

import json
import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Column

from egov_kit.database import PlainReader, UtcDateTime
from egov_kit.errors import StoreUnreachable
from egov_kit.rows import Row
from egov_kit.tables import kit_session

_Read = Callable[[Any], Any]


def find(reader: PlainReader, session_id: str) -> Row | None:
    """The row as SQLAlchemy would read it; raises `StoreUnreachable`."""
    try:
        found = reader.one(_QUERY, (session_id,))
    except sqlite3.Error as error:
        raise StoreUnreachable(type(error).__name__) from error
    if found is None:
        return None
    row = dict(zip(_NAMES, found, strict=True))
    for name, read in _READ:
        if row[name] is not None:
            row[name] = read(row[name])
    return row


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


def _reading(column: Column[Any]) -> _Read | None:
    if isinstance(column.type, UtcDateTime):
        return _moment
    if isinstance(column.type, JSON):
        return json.loads
    return bool if isinstance(column.type, Boolean) else None


_NAMES: Final = tuple(each.name for each in kit_session.c)
_READ: Final = tuple((each.name, read) for each in kit_session.c if (read := _reading(each)))
_QUERY: Final = f"SELECT {', '.join(_NAMES)} FROM kit_session WHERE id = ?"  # noqa: S608 - our names

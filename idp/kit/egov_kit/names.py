"""Names of units and titles for pages, as the people API tells them; codes if it is silent."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from pydantic import BaseModel, ValidationError

from egov_kit.calling import Callee
from egov_kit.errors import CalleeMisbehaved, KitError
from egov_kit.grants import covers
from egov_kit.kit import Kit, current_kit
from egov_kit.tenants import tenant
from egov_kit.web.choices import DEFAULT
from egov_kit.web.languages import current

_log = structlog.get_logger()
API: Final = "egov-idp"
_FRESH: Final = timedelta(minutes=10)
_COOL_DOWN: Final = timedelta(seconds=30)
_LARGEST: Final = 4 * 1024 * 1024
"""Bytes of the answer: all units that a province has and had, in both languages."""

_Names = Mapping[str, Mapping[str, str]]


class _Told(BaseModel):
    """What the people API answers."""

    units: dict[str, dict[str, str]]
    titles: dict[str, dict[str, str]]
    kinds: dict[str, str] = {}


@dataclass(kw_only=True)
class _Book:
    """The names of one tenant, and when to ask again."""

    units: _Names = field(default_factory=dict)
    titles: _Names = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    ask_at: datetime | None = None
    asking: threading.Lock = field(default_factory=threading.Lock)

    def due(self, now: datetime) -> bool:
        return self.ask_at is None or now >= self.ask_at


_books: dict[tuple[str, str], _Book] = {}


def unit(code: str) -> str:
    """The name of a unit in the reader's language; its code if that is not known."""
    return _say(_book().units.get(code), code)


def units_below(code: str) -> dict[str, str]:
    """``code`` and the units below it that are known: their codes and names, sorted by code."""
    known = {each for each in _book().units if covers(code, each)}
    return {each: unit(each) for each in sorted(known | {code})}


def units_of(*kinds: str) -> dict[str, str]:
    """The units of these kinds that there are today: their codes and names, sorted by code.

    Kinds are those of the directory, such as ``department`` and ``commune``.
    """
    found = (code for code, kind in sorted(_book().kinds.items()) if kind in kinds)
    return {each: unit(each) for each in found}


def title(code: str) -> str:
    """The name of a title in the reader's language; its code if that is not known."""
    return _say(_book().titles.get(code), code)


def _say(names: Mapping[str, str] | None, code: str) -> str:
    if not names:
        return code
    return names.get(current()) or names.get(DEFAULT) or code


def _book() -> _Book:
    kit = current_kit()
    book = _books.setdefault((kit.settings.apis.get(API, ""), tenant.name), _Book())
    now = kit.now()
    # One page asks; the others go on with what is there, so that no page waits for another's call.
    if book.due(now) and book.asking.acquire(blocking=False):
        try:
            if book.due(now):
                _ask(kit, book, now)
        finally:
            book.asking.release()
    return book


def _ask(kit: Kit, book: _Book, now: datetime) -> None:
    book.ask_at = now + _COOL_DOWN
    try:
        told = _fetch(kit)
    except KitError as error:
        _log.warning("names.unreachable", tenant=tenant.name, error=type(error).__name__)
        return
    book.units, book.titles, book.kinds = told.units, told.titles, told.kinds
    book.ask_at = now + _FRESH


def _fetch(kit: Kit) -> _Told:
    """Raises `KitError`: an answer that is of no use costs the names, never the page."""
    reply = Callee(kit, API, largest=_LARGEST).get("/units")
    if reply.status != 200:
        raise CalleeMisbehaved(f"status {reply.status}")
    try:
        return _Told.model_validate(reply.json())
    except ValidationError:
        raise CalleeMisbehaved("answer has no names") from None

"""Names of units and titles for pages, as the people API tells them; codes if it is silent."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import httpx
import structlog

from egov_kit.calls import token_for
from egov_kit.errors import KitError
from egov_kit.kit import Kit, current_kit
from egov_kit.languages import DEFAULT, current
from egov_kit.tenants import tenant

_log = structlog.get_logger()
API: Final = "egov-idp"
_FRESH: Final = timedelta(minutes=10)
_COOL_DOWN: Final = timedelta(seconds=30)
_TIMEOUT: Final = 3.0

_Names = Mapping[str, Mapping[str, str]]


@dataclass(kw_only=True)
class _Book:
    """The names of one tenant, and when to ask again."""

    units: _Names = field(default_factory=dict)
    titles: _Names = field(default_factory=dict)
    ask_at: datetime | None = None


_books: dict[tuple[str, str], _Book] = {}
_lock = threading.Lock()


def unit(code: str) -> str:
    """The name of a unit in the reader's language; its code if that is not known."""
    return _say(_book().units.get(code), code)


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
    if book.ask_at is None or now >= book.ask_at:
        with _lock:
            if book.ask_at is None or now >= book.ask_at:
                _ask(kit, book, now)
    return book


def _ask(kit: Kit, book: _Book, now: datetime) -> None:
    book.ask_at = now + _COOL_DOWN
    try:
        found = _fetch(kit)
    except (KitError, httpx.HTTPError, KeyError, ValueError) as error:
        _log.warning("names.unreachable", tenant=tenant.name, error=type(error).__name__)
        return
    book.units, book.titles, book.ask_at = found["units"], found["titles"], now + _FRESH


def _fetch(kit: Kit) -> Mapping[str, Any]:
    answer = httpx.get(
        f"{kit.settings.apis[API]}/units",
        headers={"Authorization": f"Bearer {token_for(kit, API)}"},
        timeout=_TIMEOUT,
        trust_env=False,
    )
    answer.raise_for_status()
    found: Mapping[str, Any] = answer.json()
    return found

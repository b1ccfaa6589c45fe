"""Tokens towards other modules: exchanged for the person's own, never passed on as they came."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from egov_kit.errors import CallUndeclared, PersonUnknown
from egov_kit.kit import Kit, find_session
from egov_kit.tables import digest

_MOST: Final = 2048
_SPARE: Final = timedelta(seconds=30)
_Key = tuple[str, str]


class Exchanged:
    """Exchanged tokens of one process, until shortly before they expire."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, tuple[str, datetime]] = OrderedDict()

    def find(self, key: _Key, now: datetime) -> str | None:
        """A token that is good for a while yet."""
        with self._lock:
            token, ends = self._kept.get(key, ("", now))
        return token if now + _SPARE < ends else None

    def keep(self, key: _Key, token: str, ends: datetime) -> None:
        """Remember a token; the oldest falls out first."""
        with self._lock:
            self._kept[key] = (token, ends)
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)


_exchanged = Exchanged()


def token_for(kit: Kit, audience: str) -> str:
    """An access token towards ``audience`` in the name of the person of this request.

    Raises `CallUndeclared`, `PersonUnknown`, `CallRefused` (502) or `ProviderUnreachable` (503);
    the person's session lives on.
    """
    if audience not in kit.module.calls:
        raise CallUndeclared(kit.module.name, audience)
    session = find_session()
    if session is None or session.access_token is None:
        raise PersonUnknown
    key = (digest(session.access_token), audience)
    found = _exchanged.find(key, kit.now())
    if found is None:
        tokens = kit.provider().exchange(session.access_token, audience=audience)
        _exchanged.keep(key, tokens.access_token, tokens.expires_at)
        found = tokens.access_token
    return found

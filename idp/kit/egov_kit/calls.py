"""Tokens towards other modules: exchanged for the person's own, never passed on as they came."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from copy import copy
from datetime import datetime, timedelta
from typing import Final

from egov_kit.errors import CallUndeclared, PersonUnknown
from egov_kit.kit import Kit, find_session
from egov_kit.tables import digest

_MOST: Final = 2048
_SPARE: Final = timedelta(seconds=30)
_Key = tuple[str, str]
_Made = tuple[str, datetime]


class Exchanged:
    """Exchanged tokens of one process, until shortly before they expire.

    Threads that want the same one share one exchange, and its failure too.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, _Made] = OrderedDict()
        self._under_way: dict[_Key, Future[_Made]] = {}

    def get(self, key: _Key, now: datetime, exchange: Callable[[], _Made]) -> str:
        """A token that is good for a while yet; raises what ``exchange`` raises."""
        with self._lock:
            token, ends = self._kept.get(key, ("", now))
            if now + _SPARE < ends:
                return token
            waiting = self._under_way.get(key)
            running = waiting or self._under_way.setdefault(key, Future())
        if waiting is None:
            self._run(key, running, exchange)
        error = running.exception()
        if error is not None:
            raise copy(error)  # an error of its own for each thread
        return running.result()[0]

    def _run(self, key: _Key, running: "Future[_Made]", exchange: Callable[[], _Made]) -> None:
        try:
            made = exchange()
            self._keep(key, made)
            running.set_result(made)
        except BaseException as error:  # whoever waits must hear of it, whatever it is
            running.set_exception(error)
        finally:
            with self._lock:
                del self._under_way[key]

    def _keep(self, key: _Key, made: _Made) -> None:
        """Remember a token; the oldest falls out first."""
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)


_exchanged = Exchanged()


def token_for(kit: Kit, audience: str) -> str:
    """An access token towards ``audience`` in the name of the person of this request.

    Where tokens are bound to a key it opens nothing alone: see `headers_for`. Raises
    `CallUndeclared`, `PersonUnknown`, `CallRefused` (502) or `ProviderUnreachable` (503); the
    person's session lives on.
    """
    if audience not in kit.module.calls:
        raise CallUndeclared(kit.module.name, audience)
    session = find_session()
    if session is None or session.access_token is None:
        raise PersonUnknown
    key, own = (digest(session.access_token), audience), session.access_token

    def exchange() -> _Made:
        provider = kit.provider_of(session.iss)
        tokens = provider.exchange(own, audience=audience, key=session.key)
        return tokens.access_token, tokens.expires_at

    return _exchanged.get(key, kit.now(), exchange)


def headers_for(kit: Kit, audience: str, method: str, url: str) -> Mapping[str, str]:
    """What one request to ``url`` of the module ``audience`` carries for the person.

    A token that is bound to a key goes with a proof of it, for this request alone (RFC 9449).
    Raises what `token_for` does.
    """
    token, session = token_for(kit, audience), find_session()
    key = session.key if session else None
    if key is None:
        return {"Authorization": f"Bearer {token}"}
    now = kit.now().timestamp()
    proof = key.prove(method, url, now=now, access_token=token)
    return {"Authorization": f"DPoP {token}", "DPoP": proof}

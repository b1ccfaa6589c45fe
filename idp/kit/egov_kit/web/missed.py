"""Security events that a module missed while it was away: asked for once, when it is back.

Later ones are pushed. A sign-in server that cannot be asked is asked again until it answers.
"""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import structlog

from egov_kit.errors import ProviderError, StoreUnreachable, TokenRefused
from egov_kit.module import Module
from egov_kit.op import Providers
from egov_kit.settings import Settings
from egov_kit.web.backchannel import Backchannel

_log = structlog.get_logger()
_PAUSE: Final = 30.0
"""Seconds until who did not answer is asked again."""
_ROUNDS: Final = 1000
"""Answers after which a server that always has more is left alone."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where events for one module of one tenant wait."""

    tenant: str
    module: str
    issuer: str
    path: str


class Missed:
    """The events that wait for the modules of this process."""

    def __init__(
        self,
        settings: Settings,
        modules: Iterable[Module],
        providers: Providers,
        backchannel: Backchannel,
    ) -> None:
        names = [each.name for each in modules if each.kind != "api"]
        self._waiting = {
            Place(tenant=tenant, module=module, issuer=server.issuer, path=server.events_poll)
            for tenant, told in settings.tenants.items()
            for server in told.servers
            for module in names
            if server.events_poll and not told.retired
        }
        self._providers = providers
        self._backchannel = backchannel

    def catch_up(self) -> None:
        """Ask in the background, until all have answered."""
        if self._waiting:
            threading.Thread(target=self._run, name="missed-events", daemon=True).start()

    def _run(self) -> None:
        while not self.ask():
            time.sleep(_PAUSE)

    def ask(self) -> bool:
        """Take what waits; answers whether everybody has been asked."""
        for place in sorted(self._waiting, key=str):
            try:
                self._take_all(place)
            except (ProviderError, StoreUnreachable, OSError, ValueError, KeyError) as error:
                _log.warning(
                    "events.not_polled",
                    tenant=place.tenant,
                    module=place.module,
                    error=type(error).__name__,
                )
            else:
                self._waiting.discard(place)
        return not self._waiting

    def _take_all(self, place: Place) -> None:
        provider = self._providers.get(place.tenant, place.module, place.issuer)
        taken: list[str] = []
        refused: dict[str, TokenRefused] = {}
        for _ in range(_ROUNDS):
            waiting = provider.poll_events(place.path, taken=taken, refused=refused)
            if not waiting:
                return
            taken, refused = [], {}
            for jti, token in waiting.items():
                try:
                    self._backchannel.take_event(place.module, token)
                    taken.append(jti)
                except TokenRefused as error:
                    refused[jti] = error
                    _log.info(
                        "event.refused",
                        module=place.module,
                        err=error.err,
                        reason=error.reason,
                    )

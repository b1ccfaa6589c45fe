"""What one app of the kit is made of, and the state of the request it is serving."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast

from flask import current_app, g

from egov_kit.attempts import Attempts
from egov_kit.drafts import Drafts
from egov_kit.logouts import Logouts
from egov_kit.module import Module
from egov_kit.op import Provider, Providers
from egov_kit.refresh import Refresher
from egov_kit.sessions import KeptSession, Sessions
from egov_kit.settings import Settings
from egov_kit.store import Now, Store
from egov_kit.tenants import Places, tenant

EXTENSION: Final = "egov"


def utc_now() -> datetime:
    """The clock on the wall, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Kit:
    """The parts that an app's requests share."""

    settings: Settings
    module: Module
    places: Places
    providers: Providers
    now: Now

    def sessions(self) -> Sessions:
        """Sign-in sessions of the current tenant."""
        return Sessions(self._store())

    def attempts(self) -> Attempts:
        """Sign-ins under way at the current tenant."""
        return Attempts(self._store())

    def drafts(self) -> Drafts:
        """Forms that wait for their person, of the current tenant."""
        return Drafts(self._store())

    def logouts(self) -> Logouts:
        """The provider's orders to sign out, of the current tenant."""
        return Logouts(self._store())

    def provider(self) -> Provider:
        """The current tenant's sign-in server, as this module sees it."""
        return self.providers.get(tenant.name, self.module.name)

    def refresher(self) -> Refresher:
        """What keeps the sessions of the current tenant fresh."""
        return Refresher(self.sessions(), self.provider)

    def address(self, path: str) -> str:
        """The full public address of a path of this module at the current tenant."""
        return f"{self.settings.scheme}://{tenant.host}{path}"

    def portal_url(self) -> str:
        """The current tenant's portal."""
        return self.settings.module_url(tenant.name, "portal", portal=True) + "/"

    def _store(self) -> Store:
        return Store(
            settings=self.settings, tenant=tenant.name, module=self.module.name, now=self.now
        )


def current_kit() -> Kit:
    """The kit of the app that serves this request."""
    return cast(Kit, current_app.extensions[EXTENSION])


def find_session() -> KeptSession | None:
    """The live session of this request, once the guard has let it in."""
    return cast("KeptSession | None", g.get("egov_session"))

"""Browsers at the running platform, and the kit's own rows behind it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from egov_idp.local.platform import Platform
from egov_kit import database
from egov_kit.kit import utc_now
from egov_kit.op import Providers
from egov_kit.refresh import Refresher
from egov_kit.sessions import KeptSession, Sessions
from egov_kit.settings import Settings
from egov_kit.store import Store
from egov_kit.web import cookies

from tests.support._browser import Browser, Page
from tests.support.keycloak import RunningKeycloak
from tests.support.op import HandClock


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A person's browser at the platform of Da Nang; it follows redirects to the end."""

    browser: Browser
    keycloak: RunningKeycloak
    settings: Settings

    def url(self, module: str, path: str = "/") -> str:
        """An address of a module."""
        return self.settings.module_url("danang", module, portal=module == "portal") + path

    def go(self, module: str, path: str = "/") -> Page:
        """Go there, and wherever it leads."""
        return self.browser.get(self.url(module, path))

    def sign_in(self, page: Page, username: str = "annv") -> Page:
        """Fill in the sign-in page."""
        password = self.keycloak.password("danang", username)
        return self.browser.sign_in(page, username, password)

    def cookie(self, module: str) -> str:
        """The session cookie of a module."""
        host = self.settings.tenants["danang"].host.partition(":")[0]
        domain = host if module == "portal" else f"{module}.{host}"
        return next(
            cookie.value or ""
            for cookie in self.browser._cookies.jar
            if cookie.name == cookies.SESSION and cookie.domain.lstrip(".") == domain
        )


@dataclass(frozen=True, kw_only=True)
class Behind:
    """What a web process does with a session of Da Nang, at a moment of the test's choice."""

    settings: Settings
    providers: Providers
    module: str
    later: timedelta = timedelta()

    def _now(self) -> datetime:
        return utc_now() + self.later

    @property
    def sessions(self) -> Sessions:
        """The rows of the module."""
        return Sessions(
            Store(settings=self.settings, tenant="danang", module=self.module, now=self._now)
        )

    @property
    def refresher(self) -> Refresher:
        """What keeps them fresh."""
        return Refresher(
            self.sessions,
            lambda issuer: self.providers.get("danang", self.module, issuer),
            lambda _: None,
        )

    def session(self, visitor: Visitor) -> KeptSession:
        """The session of a browser."""
        found = self.sessions.find(visitor.cookie(self.module))
        assert found is not None
        return found


@pytest.fixture
def visitor(platform: Platform, keycloak: RunningKeycloak) -> Iterator[Visitor]:
    """A browser nobody has signed in with."""
    with Browser(stop_at=()) as browser:
        yield Visitor(browser=browser, keycloak=keycloak, settings=keycloak.settings)


@pytest.fixture(scope="session")
def providers(keycloak: RunningKeycloak) -> Iterator[Providers]:
    """The real sign-in server, as the modules see it."""
    made = Providers(keycloak.settings)
    yield made
    made.close()


@pytest.fixture
def behind(keycloak: RunningKeycloak, providers: Providers) -> Callable[..., Behind]:
    """`Behind` one module, now or ``later``."""

    def made(module: str, later: timedelta = timedelta()) -> Behind:
        return Behind(settings=keycloak.settings, providers=providers, module=module, later=later)

    return made


@pytest.fixture
def open_store(store_settings: Settings, clock: HandClock) -> Callable[..., Store]:
    """The store of a module of a tenant."""

    def opened(tenant: str = "danang", module: str = "onestop") -> Store:
        database.migrate_kit(store_settings, tenant, module)
        now = lambda: datetime.fromtimestamp(clock(), UTC)  # noqa: E731
        return Store(settings=store_settings, tenant=tenant, module=module, now=now)

    return opened


@pytest.fixture
def store(open_store: Callable[..., Store]) -> Store:
    """That of Da Nang's one-stop shop."""
    return open_store()

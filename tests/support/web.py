"""A module on the kit before a simulated sign-in server, and a browser to use it with."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpcore
import pytest
from egov_kit import database
from egov_kit import names as unit_names
from egov_kit.host import Host
from egov_kit.module import Module, load
from egov_kit.op import Provider, Providers
from egov_kit.settings import Settings, Tenant
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import Client, TestResponse

from tests.support.op import HandClock, HostileOP, provider_of
from tests.support.stores import TENANTS, settings_for

HOST = "onestop.danang.localhost:8000"
DESK = Path(__file__).parents[1] / "data" / "desk" / "module.toml"


class SimulatedProviders(Providers):
    """The providers of one process, all before the one simulated server."""

    def __init__(self, op: HostileOP, clock: HandClock, timeout: float = 5.0) -> None:
        self._op, self._clock, self._timeout = op, clock, timeout
        self._known: dict[tuple[str, str], Provider] = {}

    def get(self, tenant: str, module: str) -> Provider:
        """The provider of a module; the tenant must be the server's own."""
        assert tenant == "danang"
        if (tenant, module) not in self._known:
            self._known[tenant, module] = provider_of(
                self._op, client_id=module, clock=self._clock, timeout=self._timeout
            )
        return self._known[tenant, module]

    def close(self) -> None:
        """Close the connections that were kept."""
        for each in self._known.values():
            each.close()


class Browser:
    """Keeps cookies, sends what Chromium sends with a navigation, follows nothing by itself."""

    def __init__(self, wsgi: Callable[..., Any], op: HostileOP, host: str = HOST) -> None:
        self._client = Client(wsgi)
        self._op = op
        self.base = f"http://{host}"

    def get(self, path: str, **headers: str) -> TestResponse:
        """Go to a page."""
        return self._client.get(path, base_url=self.base, headers=_navigation(headers))

    def post(
        self, path: str, form: Mapping[str, Any] | None = None, **headers: str
    ) -> TestResponse:
        """Send a form from a page of the same origin."""
        own = {"Sec-Fetch-Site": "same-origin", "Referer": self.base + path}
        return self._client.post(
            path, base_url=self.base, data=form or {}, headers=own | _navigation(headers)
        )

    def script(self, method: str, path: str, **headers: str) -> TestResponse:
        """Ask as a script does."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.open(path, method=method, base_url=self.base, headers=named)

    def at_provider(self, response: TestResponse) -> dict[str, str]:
        """Follow a redirect to the server; what the browser brings back to the callback."""
        address = response.location.replace(self._op.origin, f"http://{self._op.connect_to}")
        with httpcore.ConnectionPool() as pool:
            answer = pool.request("GET", address)
        location = dict(answer.headers)[b"Location"].decode()
        return {n: v[0] for n, v in parse_qs(urlsplit(location).query).items()}

    def callback(self, answer: Mapping[str, str]) -> TestResponse:
        """Come back from the server."""
        return self._client.get(
            "/oidc/callback",
            base_url=self.base,
            query_string=dict(answer),
            headers=_navigation({"Sec-Fetch-Site": "cross-site"}),
        )

    def sign_in(self, path: str = "/mine") -> TestResponse:
        """Go to a page, sign in on the way; the answer of the callback."""
        return self.callback(self.at_provider(self.get(path)))

    def cookies(self) -> dict[str, str]:
        """Name to value, of those the browser would send."""
        host = urlsplit(self.base).hostname
        found = self._client._cookies or {}
        return {c.key: c.value for c in found.values() if c.domain == host}

    def set_cookie(self, name: str, value: str) -> None:
        """Plant a cookie."""
        host = urlsplit(self.base).hostname or ""
        self._client.set_cookie(name, value, domain=host)

    def forget_cookies(self, *names: str) -> None:
        """Drop some cookies, or all."""
        for name in names or tuple(self.cookies()):
            self._client.delete_cookie(name, domain=urlsplit(self.base).hostname or "")

    def form_token(self, path: str = "/form") -> str:
        """The token in the form of a page."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path).text)
        assert found is not None
        return found[1]


def _navigation(headers: Mapping[str, str]) -> dict[str, str]:
    usual = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html,*/*;q=0.8"}
    return usual | {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def desk() -> Module:
    """The module of the tests."""
    return load(DESK, "tests.data.desk")


@pytest.fixture
def web_settings(op: HostileOP, tmp_path: Path) -> Iterator[Settings]:
    """Da Nang signs in at the simulated server, Quảng Nam at one that does not answer."""
    danang = TENANTS["danang"].model_copy(update={"issuer": op.issuer})
    other: Tenant = TENANTS["quang-nam"]
    yield Settings(
        environment="development",
        scheme="http",
        tenants={"danang": danang, "quang-nam": other},
        connect_to=op.connect_to,
        database_url=f"sqlite:///{tmp_path}/db/{{tenant}}/{{module}}.sqlite",
        secrets_dir=tmp_path / "secrets",
        apis={"egov-idp": "http://127.0.0.1:9"},
    )
    database.close_all()


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what is costly to make: an empty, migrated kit store; compiled templates."""
    folder = tmp_path_factory.mktemp("kit")
    settings = settings_for(f"sqlite:///{folder}/{{module}}.sqlite", folder)
    database.migrate_kit(settings, "danang", "onestop")
    database.close_all()  # the last one to leave brings the log into the file
    return folder


@pytest.fixture
def host(
    web_settings: Settings,
    desk: Module,
    op: HostileOP,
    clock: HandClock,
    tmp_path: Path,
    made_once: Path,
) -> Iterator[Host]:
    """The module, served as in production but for the clock."""
    for tenant in web_settings.tenants:
        (tmp_path / "db" / tenant).mkdir(parents=True, exist_ok=True)
        copy(made_once / "kit_onestop.sqlite", tmp_path / "db" / tenant)
    unit_names._books.clear()  # what this process learned in another test
    providers = SimulatedProviders(op, clock)
    served = Host(
        web_settings,
        [desk],
        providers=providers,
        now=lambda: datetime.fromtimestamp(clock(), UTC),
    )
    # Compiling the page frame takes longer than everything else a test does.
    served.app(desk.name).jinja_env.bytecode_cache = FileSystemBytecodeCache(str(made_once))
    yield served
    providers.close()


@pytest.fixture
def new_browser(host: Host, op: HostileOP) -> Callable[[], Browser]:
    """Browsers without cookies."""
    return lambda: Browser(host.public, op)


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    """A browser without cookies."""
    return new_browser()

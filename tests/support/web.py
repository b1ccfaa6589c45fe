"""A module on the kit before a simulated sign-in server, and a browser to use it with."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from shutil import copy
from typing import Any

import httpcore
import pytest
from egov_kit import database
from egov_kit import names as unit_names
from egov_kit.host import Host
from egov_kit.module import Module, load
from egov_kit.op import Provider, Providers, Rules
from egov_kit.settings import Settings, Tenant
from egov_kit.simulator import Simulator
from egov_kit.testing import browser as browsers
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from tests.support.op import HandClock, provider_of
from tests.support.stores import TENANTS, settings_for

HOST = "onestop.danang.localhost:8000"
FLASK = pytest.mark.parametrize("framework", ["flask"])
"""Marks what is true of Flask alone, where both frameworks would be tried."""
DESK = Path(__file__).parents[1] / "data" / "desk" / "module.toml"


class SimulatedProviders(Providers):
    """The providers of one process, all before the one simulated server."""

    def __init__(
        self, op: Simulator, clock: HandClock, timeout: float = 5.0, rules: Rules | None = None
    ) -> None:
        self._op, self._clock, self._timeout, self._rules = op, clock, timeout, rules
        self._known: dict[tuple[str, str], Provider] = {}

    def get(self, tenant: str, module: str, issuer: str | None = None) -> Provider:
        """The provider of a module; the tenant must be the server's own."""
        assert tenant == "danang"
        assert issuer in (None, self._op.issuer)
        if (tenant, module) not in self._known:
            self._known[tenant, module] = provider_of(
                self._op,
                client_id=module,
                clock=self._clock,
                timeout=self._timeout,
                rules=self._rules,
            )
        return self._known[tenant, module]

    def close(self) -> None:
        """Close the connections that were kept."""
        for each in self._known.values():
            each.close()


class Browser(browsers.Browser):
    """A browser at a module of Da Nang, whose sign-in server is the simulated one."""

    form_field = "csrf_token"
    """What the framework calls it that tests call so."""

    def __init__(self, wsgi: Callable[..., Any], op: Simulator, host: str = HOST) -> None:
        super().__init__(wsgi, f"http://{host}", partial(_follow, op))

    def post(
        self, path: str, form: Mapping[str, Any] | None = None, **headers: str
    ) -> TestResponse:
        """The same, with the form token in the field where the framework looks for it."""
        named = {self.form_field if n == "csrf_token" else n: v for n, v in (form or {}).items()}
        return super().post(path, named, **headers)

    def sign_in(self, path: str = "/mine") -> TestResponse:
        """The same, at a page that everybody may see."""
        return super().sign_in(path)

    def form_token(self, path: str = "/form") -> str:
        """The same, of the desk's own form."""
        return super().form_token(path)


def _follow(op: Simulator, address: str) -> str:
    reached = address.replace(op.origin, f"http://{op.connect_to}")
    with httpcore.ConnectionPool() as pool:
        answer = pool.request("GET", reached)
    return dict(answer.headers)[b"Location"].decode()


@pytest.fixture
def desk() -> Module:
    """The module of the tests."""
    return load(DESK, "tests.data.desk")


@pytest.fixture
def web_settings(op: Simulator, tmp_path: Path) -> Iterator[Settings]:
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
def provider_rules() -> Rules:
    """What is asked of the sign-in server; a file of tests may say more."""
    return Rules()


@pytest.fixture
def host(
    web_settings: Settings,
    desk: Module,
    op: Simulator,
    clock: HandClock,
    tmp_path: Path,
    made_once: Path,
    provider_rules: Rules,
) -> Iterator[Host]:
    """The module, served as in production but for the clock."""
    for tenant in web_settings.tenants:
        (tmp_path / "db" / tenant).mkdir(parents=True, exist_ok=True)
        copy(made_once / "kit_onestop.sqlite", tmp_path / "db" / tenant)
    unit_names._books.clear()  # what this process learned in another test
    providers = SimulatedProviders(op, clock, rules=provider_rules)
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
def framework() -> str:
    """What the app behind `browser` is written in."""
    return "flask"


@pytest.fixture
def wsgi(framework: str, request: pytest.FixtureRequest) -> Callable[..., Any]:
    """The desk in that framework."""
    if framework == "django":
        city: Callable[..., Any] = request.getfixturevalue("city")
        return city
    host: Host = request.getfixturevalue("host")
    return host.public


@pytest.fixture
def new_browser(wsgi: Callable[..., Any], op: Simulator, framework: str) -> Callable[[], Browser]:
    """Browsers without cookies."""

    def new() -> Browser:
        made = Browser(wsgi, op)
        if framework == "django":
            made.form_field = "csrfmiddlewaretoken"
        return made

    return new


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    """A browser without cookies."""
    return new_browser()

"""The test desk as the one-stop shop of both tenants, on the real sign-in server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from egov_kit import database
from egov_kit.host import Host
from egov_kit.module import load
from egov_kit.op import Providers
from egov_kit.settings import Settings
from egov_kit.web import cookies
from werkzeug.test import Client, TestResponse

from tests.support._browser import Browser
from tests.support.keycloak import RunningKeycloak
from tests.support.web import DESK

_NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html"}


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A module with one view of every sort, served without a socket."""

    host: Host
    settings: Settings

    def url(self, tenant: str) -> str:
        return self.settings.module_url(tenant, "onestop")

    def call(self, tenant: str, access_token: str, path: str = "/api/whoami") -> TestResponse:
        """Another program's call."""
        headers = {"Authorization": f"Bearer {access_token}"}
        return Client(self.host.public).get(path, base_url=self.url(tenant), headers=headers)

    def sign_in(
        self, keycloak: RunningKeycloak, visitor: Browser, tenant: str, username: str
    ) -> str:
        """Go there and sign in on the way; answers the session cookie."""
        client, url = Client(self.host.public), self.url(tenant)
        asked = client.get("/mine", base_url=url, headers=_NAVIGATION)
        page = visitor.get(asked.location)
        if page.status:
            page = visitor.sign_in(page, username, keycloak.password(tenant, username))
        back = urlsplit(page.url)
        assert f"{back.scheme}://{back.netloc}" == url, page.text
        done = client.get(f"{back.path}?{back.query}", base_url=url, headers=_NAVIGATION)
        assert done.status_code in (302, 303), done.text
        found = client.get_cookie(cookies.SESSION, domain=back.hostname or "")
        assert found
        return found.value

    def visit(self, tenant: str, cookie: str) -> TestResponse:
        """Go to the desk with that session cookie, as a script does."""
        client, url = Client(self.host.public), self.url(tenant)
        client.set_cookie(cookies.SESSION, cookie, domain=urlsplit(url).hostname or "")
        return client.get("/mine", base_url=url, headers={"Accept": "application/json"})

    def tell(self, logout_token: str) -> int:
        """A sign-in server says that a session has ended."""
        client = Client(self.host.internal)
        sent = {"logout_token": logout_token}
        return client.post("/onestop/oidc/backchannel-logout", data=sent).status_code


@contextmanager
def open_desk(keycloak: RunningKeycloak, folder: Path, connect_to: str = "") -> Iterator[Desk]:
    """The desk with a store of its own; ``connect_to`` is another way to the sign-in server."""
    settings = keycloak.settings.model_copy(
        update={
            "database_url": f"sqlite:///{folder}/db/{{tenant}}/{{module}}.sqlite",
            "connect_to": connect_to or keycloak.settings.connect_to,
            "ready_dir": None,  # nobody sets up tenants here
        }
    )
    module, providers = load(DESK, "tests.data.desk"), Providers(settings)
    for tenant in settings.tenants:
        database.prepare(settings, tenant, module)
    try:
        yield Desk(host=Host(settings, [module], providers=providers), settings=settings)
    finally:
        providers.close()
        database.close_all()

"""The sign-in server of a test run, and the people it knows."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from flask import Flask

from egov_kit import database
from egov_kit.errors import KitError
from egov_kit.flask.visits import EXTENSION, kit_of
from egov_kit.kit import Kit
from egov_kit.op import Providers
from egov_kit.settings import Settings, Tenant
from egov_kit.simulator import Client, Person, Simulator
from egov_kit.simulator.authorization import COOKIE
from egov_kit.simulator.jose import key
from egov_kit.simulator.tokens import access_token
from egov_kit.simulator.wire import Call
from egov_kit.testing.browser import Browser, SignsIn
from egov_kit.testing.certificate import make_certificate

TENANT: Final = "test"
UNIT: Final = "H17"
"""The code of the tenant's own unit: grants of the whole tenant end in ``@H17``."""
_HOST: Final = "sign-in.invalid"


class NotTesting(KitError):
    """The app was not built for tests, so nobody is signed in to it without a password."""

    code = "not_testing"


class Double:
    """A sign-in server at ``.invalid`` for apps that say they are testing, and nobody else."""

    def __init__(self, folder: Path) -> None:
        certificate, tls = make_certificate(folder, _HOST)
        self.server = Simulator(realm=TENANT, host=_HOST, people=(), tls=tls)
        self._key = key("client")
        self.settings = Settings(
            environment="development",
            scheme="http",
            tenants={
                TENANT: Tenant(
                    issuer=self.server.issuer,
                    host=f"{TENANT}.localhost",
                    unit=UNIT,
                    title={"vi": "Thử nghiệm", "en": "Test"},
                )
            },
            connect_to=self.server.connect_to,
            ca_file=certificate,
            database_url=f"sqlite:///{folder}/db/{{tenant}}/{{module}}.sqlite",
            secrets_dir=folder / "secrets",
        )
        self._providers = Providers(self.settings)

    def close(self) -> None:
        """Stop serving."""
        self._providers.close()
        self.server.close()
        database.close_all()

    def person(
        self,
        username: str,
        *,
        name: str | None = None,
        grants: Iterable[str] = (),
        posts: Iterable[str] = (),
        factors: int = 1,
        **claims: Any,  # noqa: ANN401 # any claim
    ) -> "Someone":
        """Somebody who can sign in, with these rights from now on.

        ``grants`` are written ``files.reader@H17``, ``posts`` ``H17.08|counter-officer|main``; the
        first post is the working post. ``factors`` is how many they show at sign-in. ``claims`` are
        more claims of their tokens.
        """
        staff_id = str(uuid5(NAMESPACE_URL, username))
        held = [f"{uuid5(NAMESPACE_URL, f'{username} {post}')}|{post}" for post in posts]
        told = {
            "username": username,
            "name": name or username,
            "staff_id": staff_id,
            "tenant": TENANT,
            "posts": held,
            "grants": list(grants),
            **({"post": held[0].split("|")[0]} if held else {}),
        }
        made = Person.of(told | claims)
        self.server.people[username] = made
        return Someone(double=self, person=made, factors=factors)

    def admit(self, app: Flask) -> Kit:
        """Make the server known to ``app``'s module and the module to it.

        Raises `NotTesting`.
        """
        kit = kit_of(app)
        if not app.testing:
            raise NotTesting(f"{app.import_name}: set app.testing = True where tests build the app")
        if kit.settings != self.settings:
            raise NotTesting(f"{app.import_name}: build it with the fixture oidc_settings")
        if kit.module.name not in self.server.clients:
            self._register(kit.module.name, kit.module.calls)
        # Every test has an app of its own: they share what one process would have of each.
        app.extensions[EXTENSION] = replace(kit, providers=self._providers)
        return kit

    def _register(self, name: str, calls: tuple[str, ...]) -> None:
        published = {"keys": [self._key.as_dict(private=False)]}
        folder = self.settings.secrets_dir / TENANT / "clients"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.jwk").write_text(json.dumps(self._key.as_dict(private=True)))
        database.migrate_kit(self.settings, TENANT, name)
        self.server.clients[name] = Client(client_id=name, jwks=published, calls=calls)


@dataclass(frozen=True, kw_only=True)
class Someone:
    """A person of a test."""

    double: Double
    person: Person
    factors: int

    def browser(self, app: Flask, path: str = "/oidc/login") -> Browser:
        """A browser in which they have signed in to ``app``, having asked for ``path``.

        Raises `NotTesting`.
        """
        kit = self.double.admit(app)
        portal = kit.module.kind == "portal"
        base = kit.settings.module_url(TENANT, kit.module.name, portal=portal)
        browser = Browser(app.wsgi_app, base, self._signs_in())
        browser.sign_in(path)
        return browser

    def token(self, app: Flask, *, scope: str = "openid", caller: str = "a-caller") -> str:
        """An access token for ``app``'s API that ``caller`` has got in their name.

        Raises `NotTesting`.
        """
        audience = self.double.admit(app).module.name
        server = self.double.server
        session = server.state.begin(self.person, level=self.factors)
        about = server.about(session, caller, scopes=frozenset(scope.split()))
        return server.issue("access_token", access_token(about, audience), caller)

    def _signs_in(self) -> SignsIn:
        server = self.double.server
        session = server.state.begin(self.person, level=self.factors)

        def follow(address: str) -> str:
            parts = urlsplit(address)
            cookie = {"cookie": f"{COOKIE}={session.secret}"}
            reply = server.answer(Call.of("GET", parts.path, parts.query, cookie, ""))
            return reply.headers["Location"]

        return follow

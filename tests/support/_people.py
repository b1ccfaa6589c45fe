"""The people API on a real directory, before a simulated sign-in server that makes the tokens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from egov_idp.api.directories import EXTENSION, Provinces
from egov_idp.api.server import create
from egov_idp.api.settings import PeopleSettings
from egov_idp.local.assets import compile_translations
from egov_idp.local.layout import ROOT
from egov_kit import database
from egov_kit.settings import Settings
from egov_kit.simulator import Simulator
from egov_ldap import Person
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.directory import RunningDirectory
from tests.support.stores import TENANTS
from tests.support.web import SimulatedProviders


@dataclass(frozen=True, kw_only=True)
class PeopleApi:
    """Calls as the portal, or another module, makes them in somebody's name."""

    client: FlaskClient
    directory: RunningDirectory
    op: Simulator

    def get(self, path: str, person: Person, **claims: object) -> TestResponse:
        return self.client.get(path, headers=self.headers(person, **claims))

    def work_in(self, post: object, person: Person, **claims: object) -> TestResponse:
        headers = self.headers(person, **claims)
        return self.client.put("/people/me/working-post", headers=headers, json={"post": str(post)})

    def headers(self, person: Person, **claims: object) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {token_of(self.op, person, **claims)}"}


def token_of(op: Simulator, person: Person, **claims: object) -> str:
    """A token for the people API that the portal got in the name of ``person``."""
    named = {"staff_id": str(person.staff_id), "preferred_username": person.username}
    usual: dict[str, Any] = {"audience": "egov-idp", "azp": "portal", **named}
    return op.access_token(**{**usual, **claims})


def settings_of(directory: RunningDirectory, op: Simulator, folder: Path) -> Settings:
    directory.secrets.key("danang/clients/egov-idp.jwk")
    return Settings(
        environment="development",
        scheme="http",
        tenants={**TENANTS, "danang": TENANTS["danang"].model_copy(update={"issuer": op.issuer})},
        connect_to=op.connect_to,
        database_url=f"sqlite:///{folder}/db/{{tenant}}/{{module}}.sqlite",
        secrets_dir=directory.layout.secrets,
    )


def serve_people(directory: RunningDirectory, op: Simulator, folder: Path) -> Iterator[PeopleApi]:
    compile_translations(ROOT)
    settings = settings_of(directory, op, folder)
    providers = SimulatedProviders(op, op.clock)
    described = PeopleSettings(**settings.model_dump(), ldap_url=directory.url)
    app = create(described, Provinces(described), providers=providers)
    yield PeopleApi(client=app.test_client(), directory=directory, op=op)
    app.extensions[EXTENSION].close()
    providers.close()
    database.close_all()

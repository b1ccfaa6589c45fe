"""The operator's endpoints on a real directory, asked over their real socket."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from egov_idp.api.directories import Provinces
from egov_idp.api.operator.app import create_operator
from egov_idp.api.operator.listener import listen
from egov_idp.api.settings import PeopleSettings
from egov_idp.audit import STORE
from egov_idp.local.assets import compile_translations
from egov_idp.local.layout import ROOT
from egov_idp.people.client import PeopleApi
from egov_kit import database

from tests.support._ports import free_ports
from tests.support.directory import RunningDirectory
from tests.support.stores import TENANTS


@dataclass(frozen=True, kw_only=True)
class Office:
    """Where a technician gives commands. No sign-in server answers here."""

    directory: RunningDirectory
    settings: PeopleSettings
    provinces: Provinces
    socket: Path

    def asked(self, tenant: str = "danang") -> PeopleApi:
        return PeopleApi(socket=self.socket, tenant=tenant)

    def get(self, path: str, **query: object) -> dict[str, Any]:
        return self.asked().get(path, **query)

    def post(self, path: str, **said: object) -> dict[str, Any]:
        return self.asked().post(path, **said)


def who_runs_this() -> str:
    """The login name that the kernel tells of whoever asks."""
    return pwd.getpwuid(os.getuid()).pw_name


@contextmanager
def open_office(directory: RunningDirectory, folder: Path) -> Iterator[Office]:
    compile_translations(ROOT)
    settings = _settings(directory, folder)
    for tenant in settings.tenants:
        database.migrate(settings, tenant, "egov_idp.api", STORE)
        directory.secrets.key(f"{tenant}/clients/egov-idp.jwk")
    provinces, socket = Provinces(settings), folder / "people.sock"
    listener = listen(create_operator(provinces), socket)
    yield Office(directory=directory, settings=settings, provinces=provinces, socket=socket)
    listener.close()
    provinces.close()
    database.close_all()


def _settings(directory: RunningDirectory, folder: Path) -> PeopleSettings:
    return PeopleSettings(
        environment="development",
        scheme="http",
        tenants=TENANTS,
        connect_to=f"127.0.0.1:{free_ports().keycloak}",
        database_url=f"sqlite:///{folder}/db/{{tenant}}/{{module}}.sqlite",
        secrets_dir=directory.layout.secrets,
        ldap_url=directory.url,
    )

"""Keycloak's administration, reached from where we are."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, cast
from urllib.parse import urlsplit

from egov_kit.settings import Settings
from keycloak import KeycloakAdmin
from keycloak.connection import ConnectionManager
from requests.adapters import HTTPAdapter

from egov_idp.realms import seal
from egov_idp.secrets import SecretStore


@dataclass(frozen=True, kw_only=True)
class Server:
    """A Keycloak: ``url`` is where its connections are opened.

    Over https its certificate must be for ``name`` and come from the authorities in ``trusted``, a
    file or a folder. ``headers`` are sent with every call.
    """

    url: str
    name: str
    trusted: Path
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The one that the processes of these settings sign people in with."""
        public = urlsplit(next(iter(settings.tenants.values())).issuer)
        return cls(
            url=f"{public.scheme}://{settings.connect_to or public.netloc}/",
            name=public.hostname or "",
            trusted=settings.ca_file or _machines(),
            headers=seal.headers(SecretStore(settings.secrets_dir)),
        )


def administrator(server: Server, client: str, secret: str, realm: str = "master") -> KeycloakAdmin:
    """A connection to ``server`` as a service account of its master realm; works on ``realm``."""
    admin = KeycloakAdmin(
        server_url=server.url,
        realm_name=realm,
        user_realm_name="master",
        client_id=client,
        client_secret_key=secret,
    )
    for connection in (admin.connection, admin.connection.keycloak_openid.connection):
        _aim(connection, server)
    return admin


def _aim(connection: ConnectionManager, server: Server) -> None:
    """Verify the name the server has, not the one the connection is opened at; use no proxy."""
    session = connection._s
    session.trust_env = False
    session.headers.update(server.headers)
    connection.verify = str(server.trusted)
    adapter = cast(HTTPAdapter, session.get_adapter("https://"))
    adapter.init_poolmanager(10, 10, server_hostname=server.name, assert_hostname=server.name)


def _machines() -> Path:
    paths = ssl.get_default_verify_paths()
    return Path(paths.cafile or paths.capath or "")

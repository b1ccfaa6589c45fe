"""The providers of one process, made from the settings when they are first asked for."""

import ssl
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from egov_kit.op.client_auth import ClientKey, ClientSecret, Credential, KeyFile
from egov_kit.op.connections import TIMEOUT
from egov_kit.op.issuer import Issuer
from egov_kit.op.provider import Provider
from egov_kit.op.verifier import Rules
from egov_kit.settings import Settings, SignInServer


class Providers:
    """One `Provider` per tenant, issuer and module; modules share what they know of an issuer."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._issuers: dict[str, Issuer] = {}
        self._providers: dict[tuple[str, str, str], Provider] = {}

    def get(self, tenant: str, module: str, issuer: str | None = None) -> Provider:
        """The provider of that tenant for that module, a former one if named; calls nobody.

        Raises `KeyError` for an unknown tenant or issuer, `IssuerInvalid`, and `OSError` or
        `ValueError` for an authority that is missing or of no use. The client's key is read at its
        first use, and again when it was changed.
        """
        named = {each.issuer: each for each in self._settings.tenants[tenant].servers}
        server = named[issuer or self._settings.tenants[tenant].issuer]
        key = (tenant, server.issuer, module)
        with self._lock:
            if key not in self._providers:
                self._providers[key] = self._make(tenant, module, server)
            return self._providers[key]

    def close(self) -> None:
        """Close the connections that were kept."""
        with self._lock:
            for each in self._issuers.values():
                each.transport.close()

    def _make(self, tenant: str, module: str, server: SignInServer) -> Provider:
        return Provider(
            self._issuer(server),
            client_id=server.client_ids.get(module, module),
            tenant=tenant,
            key=_credential(self._settings.secrets_dir / tenant / "clients", module, server),
            rules=Rules(
                leeway=server.leeway,
                trusted_audiences=server.trusted_audiences,
                profile=server.access_tokens,
                logout_without_exp=server.logout_without_exp,
                outside=server.outside,
                scope=server.asked_scope,
                dpop=server.dpop,
                introspection=server.introspection,
            ),
        )

    def _issuer(self, server: SignInServer) -> Issuer:
        if server.issuer not in self._issuers:
            self._issuers[server.issuer] = open_issuer(self._settings, server)
        return self._issuers[server.issuer]


def _credential(folder: Path, module: str, server: SignInServer) -> Callable[[], Credential]:
    if server.client_auth == "private_key_jwt":
        return KeyFile(folder / f"{module}.jwk", ClientKey.load)
    load = partial(ClientSecret.load, method=server.client_auth)
    return KeyFile(folder / f"{module}.secret", load)


def open_issuer(settings: Settings, server: SignInServer, *, timeout: float = TIMEOUT) -> Issuer:
    """A sign-in server with connections of its own; raises `IssuerInvalid`.

    An outside one is where its name says, and has its certificate from whom the machine trusts.
    """
    trusted = None if server.outside else settings.ca_file
    return Issuer(
        server.issuer,
        connect_to=None if server.outside else settings.connect_to,
        allow_http=settings.environment == "development",
        ssl_context=ssl.create_default_context(cafile=trusted) if trusted else None,
        timeout=timeout,
        algorithms=server.algorithms,
        origins=server.origins,
    )

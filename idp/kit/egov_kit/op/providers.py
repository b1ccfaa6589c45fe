"""The providers of one process, made from the settings when they are first asked for."""

import threading

from egov_kit.op.client_auth import ClientKey
from egov_kit.op.issuer import Issuer
from egov_kit.op.provider import Provider
from egov_kit.settings import Settings


class Providers:
    """One `Provider` per tenant and module; modules of a tenant share what they know of it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._issuers: dict[str, Issuer] = {}
        self._providers: dict[tuple[str, str], Provider] = {}

    def get(self, tenant: str, module: str) -> Provider:
        """The provider of that tenant for that module; calls nobody.

        Raises `KeyError` for an unknown tenant, `IssuerInvalid`, and `OSError` or `ValueError`
        for a client key that is missing or of no use.
        """
        with self._lock:
            known = self._providers.get((tenant, module))
            if known is None:
                known = self._providers[tenant, module] = self._make(tenant, module)
            return known

    def close(self) -> None:
        """Close the connections that were kept."""
        with self._lock:
            for each in self._issuers.values():
                each.transport.close()

    def _make(self, tenant: str, module: str) -> Provider:
        path = self._settings.secrets_dir / tenant / "clients" / f"{module}.jwk"
        return Provider(
            self._issuer(self._settings.tenants[tenant].issuer),
            client_id=module,
            tenant=tenant,
            key=ClientKey.load(path),
        )

    def _issuer(self, name: str) -> Issuer:
        if name not in self._issuers:
            self._issuers[name] = Issuer(
                name,
                connect_to=self._settings.connect_to,
                allow_http=self._settings.environment == "development",
            )
        return self._issuers[name]

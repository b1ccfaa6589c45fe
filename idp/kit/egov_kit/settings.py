"""The settings of the kit, read once from the environment (prefix ``EGOV_``)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic_settings import BaseSettings, SettingsConfigDict


class Tenant(BaseModel):
    """One province: ``issuer`` is its Keycloak realm, ``host`` the portal's host name with port."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    host: str
    unit: str
    title: Mapping[str, str]


class Settings(BaseSettings):
    """What every process that hosts a module must know."""

    model_config = SettingsConfigDict(env_prefix="EGOV_", frozen=True, extra="ignore")

    environment: Literal["development", "production"] = "production"
    tenants: Mapping[str, Tenant]
    """Tenant name to tenant, as JSON."""
    scheme: Literal["http", "https"] = "https"
    """Scheme of the portal's and modules' public addresses."""
    connect_to: str | None = None
    """``host:port`` the kit opens its connections to the issuers at; the issuer's own if unset."""
    database_url: str
    """SQLAlchemy address with ``{tenant}`` and ``{module}`` in it."""
    secrets_dir: Path
    """Holds ``<tenant>/clients/<module>.jwk``, the private key of each client."""
    internal_url: str = "http://127.0.0.1:8001"
    """Where Keycloak reaches the modules, server to server."""
    apis: Mapping[str, str] = {"egov-idp": "http://127.0.0.1:8002"}
    """Base address of each module of kind ``api``, as JSON."""

    def module_url(self, tenant: str, module: str, *, portal: bool = False) -> str:
        """Public address of a module of a tenant, without a trailing slash."""
        return f"{self.scheme}://{module_host(self.tenants[tenant].host, module, portal=portal)}"


def module_host(host: str, module: str, *, portal: bool) -> str:
    """Host name of a module of the province at ``host``, where its portal is."""
    return host if portal else f"{module}.{host}"

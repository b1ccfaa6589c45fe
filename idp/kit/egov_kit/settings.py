"""The settings of the kit, read once from the environment (prefix ``EGOV_``)."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

Acr = Annotated[str, StringConstraints(pattern=r"^[!#-\[\]-~]+$")]
"""One ``acr`` value: no space, quote or backslash, so that it fits in any list and header."""


Algorithm = Literal["RS256", "PS256", "ES256", "EdDSA"]
ALGORITHMS: tuple[Algorithm, ...] = ("RS256", "PS256", "ES256", "EdDSA")
ClientAuth = Literal["private_key_jwt", "client_secret_basic", "client_secret_post"]


class SignInServer(BaseModel):
    """A sign-in server, and what modules are to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    kind: Literal["platform", "outside"] = "platform"
    """``outside``: its sign-in server is not ours and knows nothing of staff, posts and grants."""
    client_ids: Mapping[str, str] = {}
    """Module to what its client is called there, where that is not the module's name."""
    client_auth: ClientAuth = "private_key_jwt"
    """How modules prove who they are; a secret lies in ``<tenant>/clients/<module>.secret``."""
    dpop: bool = False
    """Its tokens are bound to a key of each session (RFC 9449), or nobody signs in."""
    introspection: bool = False
    """It is asked about each token that a call presents (RFC 7662), for that may be opaque."""
    scope: str | None = None
    """What a sign-in asks for: ``openid``, and ``profile email`` of an outside server, if unset."""

    events_poll: str | None = Field(default=None, pattern=r"^/[!-~]+$")
    """Where below its address it keeps security events for modules that were away (RFC 8936)."""

    origins: tuple[str, ...] = ()
    """Other origins where its addresses may lie; each gets what is meant for it."""
    algorithms: tuple[Algorithm, ...] = ALGORITHMS
    """Signatures that we take; what the server offers can only narrow them."""
    leeway: int = Field(default=30, ge=0, le=120)
    """Seconds by which its clock may differ from ours."""
    access_tokens: Literal["rfc9068", "keycloak"] = "rfc9068"
    """``keycloak``: also those whose header says ``JWT`` and their payload ``Bearer``."""
    trusted_audiences: tuple[str, ...] = ()
    """Who may stand beside us in an ID token."""
    logout_without_exp: bool = False
    """Take logout tokens without ``exp``, of servers older than the final specification."""

    @model_validator(mode="after")
    def _check_key(self) -> Self:
        if self.events_poll and self.client_auth != "private_key_jwt":
            raise ValueError("events_poll needs client_auth to be private_key_jwt")
        return self

    @property
    def outside(self) -> bool:
        """Whether its sign-in server is not ours."""
        return self.kind == "outside"

    @property
    def asked_scope(self) -> str:
        """``scope``, or what is usual."""
        return self.scope or ("openid profile email" if self.outside else "openid")


class FormerServer(SignInServer):
    """One that a tenant had before: nobody signs in there any more.

    Before ``until`` (which must tell its time zone) its sessions live and its tokens are taken;
    from then on it is as unknown as any other.
    """

    until: AwareDatetime


class Tenant(SignInServer):
    """One province: ``issuer`` is its Keycloak realm, ``host`` the portal's host name with port."""

    host: str
    unit: str
    title: Mapping[str, str]
    retired: bool = False
    """Closed: nobody signs in any more."""
    former: tuple[FormerServer, ...] = ()
    """Its sign-in servers of before, each trusted until a moment."""

    @property
    def servers(self) -> tuple[SignInServer, ...]:
        """All that are named, the present one first."""
        return self, *self.former

    def trusted_until(self, issuer: str) -> datetime:
        """From when on it is nothing to us; long ago for one that was never named."""
        if issuer == self.issuer:
            return datetime.max.replace(tzinfo=UTC)
        ends = (each.until for each in self.former if each.issuer == issuer)
        return next(ends, datetime.min.replace(tzinfo=UTC))

    @model_validator(mode="after")
    def _check_issuers(self) -> "Tenant":
        names = [each.issuer for each in self.servers]
        if len(set(names)) < len(names):
            raise ValueError("names a sign-in server twice")
        return self


class Settings(BaseSettings):
    """What every process that hosts a module must know."""

    # An error names the setting and never shows what was given: an address may hold a password.
    model_config = SettingsConfigDict(
        env_prefix="EGOV_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    environment: Literal["development", "production"] = "production"
    tenants: Mapping[str, Tenant]
    """Tenant name to tenant, as JSON."""
    tenants_file: Path | None = None
    """The same in a file, which is read again when it was replaced; if ``tenants`` is unset."""
    module: str | None = None
    """The one module that a process for browsers hosts; all of them if unset."""
    scheme: Literal["http", "https"] = "https"
    """Scheme of the portal's and modules' public addresses."""
    connect_to: str | None = None
    """``host:port`` the kit opens its connections to the issuers at; the issuer's own if unset."""
    ca_file: Path | None = None
    """The one authority the issuers' certificates must come from; those of the machine if unset."""
    database_url: str
    """SQLAlchemy address with ``{tenant}`` and ``{module}`` in it."""
    session_store: str | None = None
    """``valkey://host:port`` (or ``valkeys``, with TLS) to keep sessions there; else in SQL."""
    session_store_password_file: Path | None = None
    """Holds the password for it, read at each connection."""
    secrets_dir: Path
    """Holds ``<tenant>/clients/<module>.jwk``, the private key of each client."""
    internal_url: str = "http://127.0.0.1:8001"
    """Where Keycloak reaches the modules, server to server."""
    apis: Mapping[str, str] = {"egov-idp": "http://127.0.0.1:8002"}
    """Base address of each module of kind ``api``, as JSON."""
    acr_values: Mapping[str, tuple[Acr, ...]] = {"password": ("1", "2"), "mfa": ("2",)}
    """Level of a sign-in to the ``acr`` values that reach it, the one to ask for first."""

    ready_dir: Path | None = None
    """Holds a file named for each tenant that serves; all of them do if it is unset."""

    @model_validator(mode="before")
    @classmethod
    def _read_tenants(cls, given: dict[str, Any]) -> dict[str, Any]:
        if given.get("tenants_file") and "tenants" not in given:
            text = Path(given["tenants_file"]).read_text(encoding="utf-8")
            return given | {"tenants": json.loads(text)}
        return given

    @field_validator("tenants")
    @classmethod
    def _check_issuers(cls, tenants: Mapping[str, Tenant]) -> Mapping[str, Tenant]:
        # Whose session a logout token is about is said by its issuer alone.
        seen: dict[str, str] = {}
        for name, each in tenants.items():
            for server in each.servers:
                if (other := seen.setdefault(server.issuer, name)) != name:
                    raise ValueError(f"{other} and {name} name the same sign-in server")
        return tenants

    @field_validator("session_store")
    @classmethod
    def _check_session_store(cls, address: str | None) -> str | None:
        if address is None:
            return None
        parts = urlsplit(address)
        if parts.scheme not in ("valkey", "valkeys", "redis", "rediss") or not parts.hostname:
            raise ValueError("must be valkey://host:port or valkeys://host:port")
        if parts.password is not None:
            raise ValueError("must hold no password: name its file in session_store_password_file")
        if find_spec("redis") is None:
            raise ValueError("needs more than the kit alone: pip install 'egov-kit[valkey]'")
        return address

    def is_ready(self, tenant: str) -> bool:
        """Whether that tenant's directory, realm and databases have been set up."""
        return self.ready_dir is None or (self.ready_dir / tenant).exists()

    def module_url(self, tenant: str, module: str, *, portal: bool = False) -> str:
        """Public address of a module of a tenant, without a trailing slash."""
        return f"{self.scheme}://{module_host(self.tenants[tenant].host, module, portal=portal)}"


class _Whereabouts(BaseSettings):
    """What tells whether this is production, for who needs no other setting."""

    model_config = SettingsConfigDict(env_prefix="EGOV_", extra="ignore")

    environment: Literal["development", "production"] | None = None
    database_url: str | None = None
    secrets_dir: Path | None = None


def environment() -> Literal["development", "production"]:
    """Where we are: as `Settings` say, but development where nothing is set up for the kit."""
    found = _Whereabouts()
    installed = found.database_url or found.secrets_dir
    return found.environment or ("production" if installed else "development")


def module_host(host: str, module: str, *, portal: bool) -> str:
    """Host name of a module of the province at ``host``, where its portal is."""
    return host if portal else f"{module}.{host}"

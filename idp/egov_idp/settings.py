"""The launcher's settings, and the environment it gives to the processes it starts."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from ipaddress import IPv4Address
from pathlib import Path

from egov_kit.errors import IssuerInvalid
from egov_kit.op.origin import issuer_origin
from egov_kit.settings import Settings, Tenant
from pydantic import (
    AliasChoices,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from egov_idp.errors import SettingsInvalid
from egov_idp.local.entrance import Entrance
from egov_idp.local.layout import IN_CONTAINERS, ROOT, Front, Hosts, Layout, Ports
from egov_idp.mail.server import USUAL_PORTS, MailServer, Security
from egov_idp.secrets import VARIABLES


class LauncherSettings(BaseSettings):
    """What ``./egov`` reads from the environment, or from ``.env`` in the checkout."""

    model_config = SettingsConfigDict(
        env_prefix="EGOV_",
        env_file=ROOT / ".env",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
    )

    var: Path = ROOT / "var"
    """State of the platform: directory, databases, keys, logs."""
    cache: Path = ROOT / "var" / "cache"
    """What is costly to make and the same for every platform: the prepared Keycloak."""
    keycloak_home: Path | None = None
    """An unpacked Keycloak that is already there; it is copied, not changed."""
    listen: IPv4Address | None = None
    """Address of this machine at which portal and sign-in are served."""
    public_port: int | None = None
    """Port in people's addresses, where something passes connections on to the two servers."""
    tls_certificate: Path | None = None
    """The province's own certificate with its chain, PEM."""
    tls_key: Path | None = Field(default=None, validate_default=True)
    """Its key, PEM (PKCS #8, no password)."""
    port_web: int = Ports.web
    """Portal and modules."""
    port_internal: int = Ports.internal
    """Server-to-server paths of the modules."""
    port_people: int = Ports.people
    """People API."""
    port_keycloak: int = Ports.keycloak
    """Sign-in."""
    port_keycloak_management: int = Ports.keycloak_management
    """Keycloak's health."""
    port_ldap: int = Ports.ldap
    """Directory."""
    port_mail: int = Ports.mail
    """The sink that keeps mail in ``var/mail`` while no mail server is set."""
    smtp_host: str | None = None
    """The mail server; without one mail is kept in ``var/mail``."""
    smtp_port: int | None = None
    """Its port, if it is not the usual one."""
    smtp_security: Security = "tls"
    """``tls`` from the first byte, ``starttls``, or ``none``."""
    smtp_from: str | None = None
    """The address that mail comes from; ``{tenant}`` in it is the name of the province."""
    smtp_user: str | None = None
    """Who we are to the mail server; the password lies in the secret store."""
    national_portal: str | None = None
    """Where the one-stop shop tells dossiers to; ``{tenant}`` in it is the name of the province."""
    operator: str | None = Field(
        default=None, validation_alias=AliasChoices("EGOV_OPERATOR", "SUDO_USER")
    )
    """Who gives a command, by their own word; ``sudo`` says it too. The audit calls it a claim."""
    in_container: bool = False
    """Whether each process has a container of its own, as in ``docker-compose.yml``."""

    def __init__(self) -> None:
        """Read and check them; raises `SettingsInvalid` with the names of the wrong ones."""
        try:
            super().__init__()
        except ValidationError as error:
            mistakes = [(f"EGOV_{each['loc'][0]}".upper(), each["msg"]) for each in error.errors()]
            raise SettingsInvalid(mistakes) from None

    @field_validator("tls_key")
    @classmethod
    def _comes_with_a_certificate(cls, key: Path | None, info: ValidationInfo) -> Path | None:
        if (key is None) != (info.data.get("tls_certificate") is None):
            raise ValueError("EGOV_TLS_CERTIFICATE and EGOV_TLS_KEY are set together")
        return key

    @field_validator("national_portal")
    @classmethod
    def _is_an_address(cls, address: str | None) -> str | None:
        if address is None:
            return None
        try:
            # The same is asked of it as of an issuer: people's data go there.
            issuer_origin(address.replace("{tenant}", "danang"), allow_http=True)
        except IssuerInvalid:
            raise ValueError("must be an https address, or http on this machine") from None
        return address

    def layout(self) -> Layout:
        """Folders and ports of the platform these settings describe."""
        ports = Ports(
            web=self.port_web,
            internal=self.port_internal,
            people=self.port_people,
            keycloak=self.port_keycloak,
            keycloak_management=self.port_keycloak_management,
            ldap=self.port_ldap,
            mail=self.port_mail,
        )
        front = Front(
            listen=str(self.listen) if self.listen else None,
            public_port=self.public_port,
            certificate=self.tls_certificate and ROOT / self.tls_certificate,
            key=self.tls_key and ROOT / self.tls_key,
        )
        # An absolute folder stays as it is.
        return Layout(
            var=ROOT / self.var,
            cache=ROOT / self.cache,
            ports=ports,
            hosts=IN_CONTAINERS if self.in_container else Hosts(),
            front=front,
            smtp=self._mail_server(),
            national_portal=self.national_portal,
        )

    def _mail_server(self) -> MailServer | None:
        if self.smtp_host is None:
            return None
        if self.smtp_from is None:
            raise SettingsInvalid([("EGOV_SMTP_FROM", "is needed with EGOV_SMTP_HOST")])
        if self.smtp_user and self.smtp_security == "none":
            mistake = "would send the password of EGOV_SMTP_USER in the clear"
            raise SettingsInvalid([("EGOV_SMTP_SECURITY", mistake)])
        return MailServer(
            host=self.smtp_host,
            port=self.smtp_port or USUAL_PORTS[self.smtp_security],
            security=self.smtp_security,
            sender=self.smtp_from,
            user=self.smtp_user,
        )


class ContainerSettings(LauncherSettings):
    """What a container of ``docker-compose.yml`` reads from its environment."""

    tenants_chosen: str = "all"
    """Names of ``realms/`` with commas between, or ``all``."""


def kit_settings(entrance: Entrance, tenants: Mapping[str, Tenant]) -> Settings:
    """The kit's settings for a platform; nothing is read from the environment."""
    layout, shown = entrance.layout, entrance.certificate
    hosts, ports = layout.hosts, layout.ports
    return Settings(
        environment="production" if shown else "development",
        tenants=tenants,
        scheme=entrance.scheme,
        connect_to=entrance.connect_to,
        ca_file=shown.authority if shown else None,
        database_url=_database_url(layout),
        secrets_dir=layout.secrets,
        tenants_file=layout.tenants,
        ready_dir=layout.ready,
        internal_url=f"http://{hosts.internal}:{ports.internal}",
        apis={"egov-idp": f"http://{hosts.people}:{ports.people}", **_outside(layout)},
    )


def command_environment(layout: Layout) -> dict[str, str]:
    """The whole environment of a process that reads `LauncherSettings`, for this very platform."""
    named = {f"EGOV_PORT_{name.upper()}": str(port) for name, port in asdict(layout.ports).items()}
    return {**os.environ, "EGOV_VAR": str(layout.var), "EGOV_CACHE": str(layout.cache), **named}


def secret_variables() -> dict[str, str]:
    """The variables of our environment that bring secrets, or name the files they lie in."""
    return {name: text for name, text in os.environ.items() if name.startswith(VARIABLES)}


def _outside(layout: Layout) -> dict[str, str]:
    return {"national-portal": layout.national_portal} if layout.national_portal else {}


def _database_url(layout: Layout) -> str:
    if layout.hosts.database is None:
        return f"sqlite:///{layout.databases}/{{tenant}}/{{module}}.sqlite"
    passwords = layout.database_passwords
    return f"postgresql://{{module}}@{layout.hosts.database}/{{tenant}}?passfile={passwords}"


def process_environment(settings: Settings) -> dict[str, str]:
    """The whole environment of a process that hosts modules: ours, and what the system needs."""
    read_elsewhere = {"tenants"} if settings.tenants_file else set()
    ours = settings.model_dump(mode="json", exclude_none=True, exclude=read_elsewhere)
    return system_environment() | {
        f"EGOV_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in ours.items()
    }


def system_environment() -> dict[str, str]:
    """What every child process gets of ours: paths, language, certificates, no EGOV_ setting."""
    return {name: value for name, value in os.environ.items() if not name.startswith("EGOV_")}

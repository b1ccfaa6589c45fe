"""The launcher's settings, and the environment it gives to the processes it starts."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from egov_kit.settings import Settings, Tenant
from pydantic_settings import BaseSettings, SettingsConfigDict

from egov_idp.local.layout import ROOT, Layout, Ports


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

    def layout(self) -> Layout:
        """Folders and ports of the platform these settings describe."""
        ports = Ports(
            web=self.port_web,
            internal=self.port_internal,
            people=self.port_people,
            keycloak=self.port_keycloak,
            keycloak_management=self.port_keycloak_management,
            ldap=self.port_ldap,
        )
        # An absolute folder stays as it is.
        return Layout(var=ROOT / self.var, cache=ROOT / self.cache, ports=ports)


def kit_settings(layout: Layout, tenants: Mapping[str, Tenant]) -> Settings:
    """The kit's settings for a platform on one machine; nothing is read from the environment."""
    ports = layout.ports
    return Settings(
        environment="development",
        tenants=tenants,
        scheme="http",
        connect_to=f"127.0.0.1:{ports.keycloak}",
        database_url=f"sqlite:///{layout.databases}/{{tenant}}/{{module}}.sqlite",
        secrets_dir=layout.secrets,
        internal_url=f"http://127.0.0.1:{ports.internal}",
        apis={"egov-idp": f"http://127.0.0.1:{ports.people}"},
    )


def process_environment(settings: Settings) -> dict[str, str]:
    """The whole environment of a process that hosts modules: ours, and what the system needs."""
    ours = settings.model_dump(mode="json", exclude_none=True)
    return system_environment() | {
        f"EGOV_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in ours.items()
    }


def system_environment() -> dict[str, str]:
    """What every child process gets of ours: paths, language, certificates, no EGOV_ setting."""
    return {name: value for name, value in os.environ.items() if not name.startswith("EGOV_")}

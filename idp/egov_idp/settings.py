"""The launcher's settings, and the environment it gives to the processes it starts."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from egov_idp.local.layout import ROOT, Layout, Ports
from egov_kit.settings import Tenant


class LauncherSettings(BaseSettings):
    """What ``./egov`` reads from the environment, or from ``.env`` in the checkout."""

    model_config = SettingsConfigDict(
        env_prefix="EGOV_", env_file=ROOT / ".env", frozen=True, extra="ignore"
    )

    var: Path = ROOT / "var"
    """State of the platform: directory, databases, keys, logs."""
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
        return Layout(var=self.var, cache=self.var / "cache", ports=ports)


def process_environment(layout: Layout, tenants: Mapping[str, Tenant]) -> dict[str, str]:
    """The whole environment of a process that hosts modules: ours, and what the system needs."""
    return system_environment() | kit_environment(layout, tenants)


def kit_environment(layout: Layout, tenants: Mapping[str, Tenant]) -> dict[str, str]:
    """`egov_kit.settings.Settings` as environment variables, for a platform on one machine."""
    ports = layout.ports
    described = {name: tenant.model_dump(mode="json") for name, tenant in tenants.items()}
    return {
        "EGOV_ENVIRONMENT": "development",
        "EGOV_TENANTS": json.dumps(described, ensure_ascii=False),
        "EGOV_SCHEME": "http",
        "EGOV_CONNECT_TO": f"127.0.0.1:{ports.keycloak}",
        "EGOV_DATABASE_URL": f"sqlite:///{layout.databases}/{{tenant}}/{{module}}.sqlite",
        "EGOV_SECRETS_DIR": str(layout.secrets),
        "EGOV_INTERNAL_URL": f"http://127.0.0.1:{ports.internal}",
        "EGOV_APIS": json.dumps({"egov-idp": f"http://127.0.0.1:{ports.people}"}),
    }


def system_environment() -> dict[str, str]:
    """What every child process gets of ours: paths, language, certificates, no EGOV_ setting."""
    return {name: value for name, value in os.environ.items() if not name.startswith("EGOV_")}

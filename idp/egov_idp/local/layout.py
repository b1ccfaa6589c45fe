"""Where everything lies on one machine, and on which loopback ports it listens.

``var`` holds the state of one platform (``var/`` in the checkout, a folder of its own for a test
run); ``cache`` holds what is costly to make and the same for all of them.
"""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
"""The checkout."""


@dataclass(frozen=True, kw_only=True)
class Ports:
    """The loopback ports of one platform."""

    web: int = 8000
    internal: int = 8001
    people: int = 8002
    keycloak: int = 8080
    keycloak_management: int = 9000
    ldap: int = 3890


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The folders and ports of one platform."""

    var: Path = ROOT / "var"
    cache: Path = ROOT / "var" / "cache"
    ports: Ports = Ports()

    @property
    def secrets(self) -> Path:
        """Keys and passwords, mode 0600 in folders of mode 0700."""
        return self.var / "secrets"

    @property
    def ldap(self) -> Path:
        """slapd's configuration and one database folder per tenant."""
        return self.var / "ldap"

    @property
    def keycloak(self) -> Path:
        """Keycloak's own database and temporary files."""
        return self.var / "keycloak"

    @property
    def databases(self) -> Path:
        """SQLite files, ``<tenant>/<module>.sqlite``."""
        return self.var / "db"

    @property
    def logs(self) -> Path:
        """One log per process."""
        return self.var / "log"

    @property
    def run(self) -> Path:
        """What runs now: the lock of the platform and a record per process."""
        return self.var / "run"

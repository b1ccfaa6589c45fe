"""Where everything lies, and on which ports it listens.

``var`` holds the state of one platform (``var/`` in the checkout, a folder of its own for a test
run); ``cache`` holds what is costly to make and the same for all of them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from egov_idp.mail.server import MailServer

ROOT = Path(__file__).resolve().parents[3]
"""The checkout."""


@dataclass(frozen=True, kw_only=True)
class Ports:
    """The ports of one platform, on loopback if it runs on one machine."""

    web: int = 8000
    internal: int = 8001
    people: int = 8002
    keycloak: int = 8080
    keycloak_management: int = 9000
    ldap: int = 3890
    mail: int = 8025


@dataclass(frozen=True, kw_only=True)
class Hosts:
    """Where the processes of one platform listen and where they find each other.

    ``database`` is the host of PostgreSQL; without one every database is a file. ``behind_edge``
    says that a proxy of ours alone reaches the processes, so that its headers are believed.
    """

    listen: str = "127.0.0.1"
    ldap: str = "127.0.0.1"
    keycloak: str = "127.0.0.1"
    people: str = "127.0.0.1"
    mail: str = "127.0.0.1"
    internal: str = "127.0.0.1"
    database: str | None = None
    behind_edge: bool = False


IN_CONTAINERS: Final = Hosts(
    listen="0.0.0.0",  # noqa: S104 - on networks that only our containers are in
    ldap="slapd",
    keycloak="keycloak",
    people="people",
    mail="mail",
    internal="internal",
    database="database",
    behind_edge=True,
)
"""The services of ``docker-compose.yml``, whose names are host names on their networks."""


@dataclass(frozen=True, kw_only=True)
class Front:
    """What the two public servers, portal and sign-in, are told to do otherwise than usual.

    They listen on ``listen``, not where everything else does; ``public_port`` stands in people's
    addresses where something in front passes connections on; ``certificate`` and ``key`` are the
    province's own.
    """

    listen: str | None = None
    public_port: int | None = None
    certificate: Path | None = None
    key: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The folders, hosts and ports of one platform, and what it uses outside."""

    var: Path = ROOT / "var"
    cache: Path = ROOT / "var" / "cache"
    ports: Ports = Ports()
    hosts: Hosts = Hosts()
    front: Front = Front()
    smtp: MailServer | None = None
    national_portal: str | None = None

    @property
    def taken_ports(self) -> Mapping[str, int]:
        """The ports its processes listen on, by name; no sink of mail beside a mail server."""
        named: dict[str, int] = asdict(self.ports)
        return {name: port for name, port in named.items() if name != "mail" or not self.smtp}

    @property
    def secrets(self) -> Path:
        """Keys and passwords, mode 0600 in folders of mode 0700."""
        return self.var / "secrets"

    @property
    def tls(self) -> Path:
        """Our own certificate authorities, ``<domain>/``."""
        return self.var / "tls"

    @property
    def database_passwords(self) -> Path:
        """PostgreSQL's ``pgpass`` with the roles this process may take, one for each store."""
        return self.secrets / "pgpass"

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
    def mail(self) -> Path:
        """Messages that were sent, while no mail server is set: one file each."""
        return self.var / "mail"

    @property
    def tenants(self) -> Path:
        """The tenants as the processes of the modules know them, JSON."""
        return self.run / "known-tenants"

    @property
    def logs(self) -> Path:
        """One log per process."""
        return self.var / "log"

    @property
    def run(self) -> Path:
        """What runs now: the lock of the platform and a record per process."""
        return self.var / "run"

    @property
    def realms(self) -> Path:
        """Journals of what was done to realms, and the locks of those who do it."""
        return self.var / "realms"

    @property
    def ready(self) -> Path:
        """A file for each tenant that serves."""
        return self.run / "tenants"

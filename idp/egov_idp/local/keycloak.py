"""Keycloak as one process; its state lies under ``var/keycloak``, or in PostgreSQL."""

import shutil
from pathlib import Path

from egov_idp.local.certificates import Certificate
from egov_idp.local.distribution import SOURCES, provide
from egov_idp.local.entrance import Entrance
from egov_idp.local.layout import Layout
from egov_idp.local.probes import HttpProbe
from egov_idp.local.service import Service
from egov_idp.realms import seal
from egov_idp.secrets import SecretStore

__all__ = ["ADMIN_CLIENT", "ADMIN_SECRET", "DATABASE", "DATABASE_SECRET", "provide", "service"]

ADMIN_CLIENT = "egov-bootstrap"
"""The service account of Keycloak's master realm that creates the realms."""
ADMIN_SECRET = "keycloak/admin"  # noqa: S105 - a reference
"""Where its password lies in the store."""

DATABASE = "keycloak"
"""Name of its database on PostgreSQL, and of the role that owns it."""
DATABASE_SECRET = "keycloak/database"  # noqa: S105 - a reference
"""Where that role's password lies in the store."""

# What bin/kc.sh would hand to Java. It is not used: it keeps Java as its child, which would outlive
# a kc.sh that is killed.
_JAVA_OPTIONS = (
    "-Xms64m",
    "-Xmx640m",
    "-XX:MaxMetaspaceSize=320m",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:+UseSerialGC",
    "-Dfile.encoding=UTF-8",
    "-Duser.language=en",
    "-Duser.country=US",
    "-Djdk.tls.rejectClientInitiatedRenegotiation=true",
    "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
    "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
    "-Dpicocli.disable.closures=true",
    # Behind a proxy that passes TLS through by name, a browser would send requests for the portal
    # on its HTTP/2 connection to sign-in: same address, same certificate (RFC 9113, 9.1.1).
    "-Dquarkus.http.http2=false",
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--add-opens=java.base/java.security=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
)


def service(layout: Layout, secrets: SecretStore, home: Path, entrance: Entrance) -> Service:
    """How to run the Keycloak of folder ``home`` (see `provide`)."""
    layout.keycloak.mkdir(mode=0o700, parents=True, exist_ok=True)  # the realms' signing keys
    return Service(
        name="keycloak",
        argv=(*_java(home), "start", "--optimized", *_options(layout, entrance)),
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "KC_BOOTSTRAP_ADMIN_CLIENT_ID": ADMIN_CLIENT,
            "KC_BOOTSTRAP_ADMIN_CLIENT_SECRET": secrets.password(ADMIN_SECRET),
            **_database_environment(layout, secrets),
            **_seal(entrance, secrets),
        },
        cwd=layout.keycloak,
        ready=HttpProbe(port=layout.ports.keycloak_management, path="/health/ready"),
        ready_within=240,
        address=entrance.address(layout.ports.keycloak),
    )


def _seal(entrance: Entrance, secrets: SecretStore) -> dict[str, str]:
    """Only with https may other machines come in; in containers the edge keeps them out."""
    return {seal.VARIABLE: secrets.password(seal.SECRET)} if entrance.certificate else {}


def _java(home: Path) -> tuple[str, ...]:
    return (
        shutil.which("java") or "java",
        *_JAVA_OPTIONS,
        f"-Dkc.home.dir={home}",
        f"-Djboss.server.config.dir={home / 'conf'}",
        "-cp",
        str(home / "lib" / "quarkus-run.jar"),
        "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
    )


def _options(layout: Layout, entrance: Entrance) -> tuple[str, ...]:
    return (
        f"--hostname={entrance.sign_in}",
        "--hostname-backchannel-dynamic=false",
        f"--http-host={entrance.listen}",
        *_listener(layout.ports.keycloak, entrance.certificate),
        "--http-management-host=127.0.0.1",
        "--http-management-scheme=http",
        f"--http-management-port={layout.ports.keycloak_management}",
        "--http-max-queued-requests=400",
        "--cache=local",
        f"--spi-theme--folder--dir={SOURCES / 'themes'}",
        "--log-console-color=false",
        "--log-level=INFO,io.smallrye.health:error",
        *_database(layout),
        *(("--proxy-headers=xforwarded",) if layout.hosts.behind_edge else ()),
    )


def _listener(port: int, shown: Certificate | None) -> tuple[str, ...]:
    if shown is None:
        return ("--http-enabled=true", f"--http-port={port}")
    return (
        "--http-enabled=false",
        f"--https-port={port}",
        f"--https-certificate-file={shown.chain}",
        f"--https-certificate-key-file={shown.key}",
    )


def _database(layout: Layout) -> tuple[str, ...]:
    host = layout.hosts.database
    if host is None:
        file = layout.keycloak / "h2" / "keycloak"
        return (f"--db-url=jdbc:h2:file:{file};NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=FALSE",)
    return (
        f"--db-url=jdbc:postgresql://{host}/{DATABASE}",
        f"--db-username={DATABASE}",
        "--db-pool-max-size=20",
    )


def _database_environment(layout: Layout, secrets: SecretStore) -> dict[str, str]:
    if layout.hosts.database is None:
        return {}
    return {
        "KC_DB_PASSWORD": secrets.password(DATABASE_SECRET),
        # Otherwise each connection that a restart of PostgreSQL has cut costs somebody a sign-in.
        "QUARKUS_DATASOURCE_JDBC_VALIDATE_ON_BORROW": "true",
    }

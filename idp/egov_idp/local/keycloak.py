"""Keycloak as one process of this machine: on loopback, its state under ``var/keycloak``."""

import http.client
import shutil
from pathlib import Path

from egov_idp.local.distribution import SOURCES, provide
from egov_idp.local.layout import Layout
from egov_idp.local.service import Service
from egov_idp.secrets import SecretStore

__all__ = ["ADMIN_CLIENT", "ADMIN_SECRET", "provide", "public_address", "service"]

ADMIN_CLIENT = "egov-bootstrap"
"""The service account of Keycloak's master realm that creates the realms."""
ADMIN_SECRET = "keycloak/admin"  # noqa: S105 - a reference
"""Where its password lies in the store."""

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
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--add-opens=java.base/java.security=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
)


def public_address(layout: Layout) -> str:
    """What people's browsers know it by; the issuer is ``<address>/realms/<tenant>``."""
    return f"http://sso.localhost:{layout.ports.keycloak}"


def service(layout: Layout, secrets: SecretStore, home: Path, *, address: str = "") -> Service:
    """How to run the Keycloak of folder ``home`` (see `provide`)."""
    layout.keycloak.mkdir(mode=0o700, parents=True, exist_ok=True)  # the realms' signing keys
    management = layout.ports.keycloak_management
    return Service(
        name="keycloak",
        argv=(*_java(home), "start", "--optimized", *_options(layout, address)),
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "KC_BOOTSTRAP_ADMIN_CLIENT_ID": ADMIN_CLIENT,
            "KC_BOOTSTRAP_ADMIN_CLIENT_SECRET": secrets.password(ADMIN_SECRET),
        },
        cwd=layout.keycloak,
        ready=lambda: is_ready(management),
        ready_within=240,
        address=f"http://127.0.0.1:{layout.ports.keycloak}",
    )


def is_ready(management_port: int) -> bool:
    """Whether the server and its database serve, asked of the management port."""
    connection = http.client.HTTPConnection("127.0.0.1", management_port, timeout=2)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


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


def _options(layout: Layout, address: str) -> tuple[str, ...]:
    database = layout.keycloak / "h2" / "keycloak"
    return (
        f"--hostname={address or public_address(layout)}",
        "--hostname-backchannel-dynamic=false",
        "--http-enabled=true",
        "--http-host=127.0.0.1",
        f"--http-port={layout.ports.keycloak}",
        "--http-management-host=127.0.0.1",
        f"--http-management-port={layout.ports.keycloak_management}",
        "--http-max-queued-requests=400",
        "--cache=local",
        f"--db-url=jdbc:h2:file:{database};NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=FALSE",
        f"--spi-theme--folder--dir={SOURCES / 'themes'}",
        "--log-console-color=false",
        "--log-level=INFO,io.smallrye.health:error",
    )

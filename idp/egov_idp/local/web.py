"""The processes that serve the portal and the modules: one for browsers, one for servers."""

import http.client
import sys
from collections.abc import Mapping

from egov_kit.settings import Settings

from egov_idp.local.layout import ROOT, Layout
from egov_idp.local.service import Service
from egov_idp.settings import process_environment

READY_WITHIN = 60.0


def public(layout: Layout, settings: Settings) -> Service:
    """Portal and modules, found by host name; two processes, as any larger machine has."""
    host = next(iter(settings.tenants.values())).host
    return serve(
        "web",
        "egov_kit.host:public",
        port=layout.ports.web,
        environment=process_environment(settings),
        host=host,
        workers=2,
    )


def internal(layout: Layout, settings: Settings) -> Service:
    """Server-to-server paths of the modules."""
    return serve(
        "internal",
        "egov_kit.host:internal",
        port=layout.ports.internal,
        environment=process_environment(settings),
        host=f"127.0.0.1:{layout.ports.internal}",
    )


def serve(
    name: str,
    app: str,
    *,
    port: int,
    environment: Mapping[str, str],
    host: str,
    workers: int = 1,
) -> Service:
    """A WSGI callable on a loopback port; ready when its ``/healthz`` answers for ``host``."""
    return Service(
        name=name,
        argv=(
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", "127.0.0.1", "--port", str(port)),
            *("--workers", str(workers), "--blocking-threads", "8"),
            # A worker that was killed is replaced, one that hangs at the end is ended.
            *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
            app,
        ),
        env=environment,
        cwd=ROOT,
        ready=lambda: answers(port, host),
        ready_within=READY_WITHIN,
        address=f"http://127.0.0.1:{port}",
    )


def answers(port: int, host: str, path: str = "/healthz") -> bool:
    """Whether the server says 200; names of ``*.localhost`` go in the Host header alone."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

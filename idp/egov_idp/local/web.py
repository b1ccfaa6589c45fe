"""The processes that serve the portal and the modules: one for browsers, one for servers."""

import sys
from collections.abc import Mapping
from dataclasses import replace

from egov_kit.module import Module
from egov_kit.settings import Settings, module_host

from egov_idp.local.certificates import Certificate
from egov_idp.local.entrance import Entrance
from egov_idp.local.layout import ROOT, Layout
from egov_idp.local.probes import HttpProbe
from egov_idp.local.service import Service
from egov_idp.settings import process_environment

READY_WITHIN = 60.0


def public(layout: Layout, settings: Settings, entrance: Entrance) -> Service:
    """Portal and modules, found by host name; two processes, as any larger machine has."""
    host, port = next(iter(settings.tenants.values())).host, layout.ports.web
    served = serve(
        "web",
        "egov_kit.host:public",
        listen=entrance.listen,
        port=port,
        environment=process_environment(settings),
        options=_tls(entrance.certificate),
        workers=2,
    )
    return replace(served, ready=entrance.probe(host, port), address=entrance.address(port))


def module(layout: Layout, settings: Settings, module: Module) -> Service:
    """One module, or the portal, in a process of its own."""
    first = next(iter(settings.tenants.values()))
    alone = settings.model_copy(update={"module": module.name})
    host = module_host(first.host, module.name, portal=module.kind == "portal")
    served = serve(
        module.name,
        "egov_kit.host:public",
        listen=layout.hosts.listen,
        port=layout.ports.web,
        environment=process_environment(alone),
    )
    return replace(served, ready=HttpProbe(port=layout.ports.web, host=host))


def internal(layout: Layout, settings: Settings) -> Service:
    """Server-to-server paths of the modules."""
    return serve(
        "internal",
        "egov_kit.host:internal",
        listen=layout.hosts.listen,
        port=layout.ports.internal,
        environment=process_environment(settings),
    )


def serve(
    name: str,
    app: str,
    *,
    listen: str,
    port: int,
    environment: Mapping[str, str],
    workers: int = 1,
    options: tuple[str, ...] = (),
) -> Service:
    """A WSGI callable on a port; ready when its ``/healthz`` answers."""
    return Service(
        name=name,
        argv=(
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", listen, "--port", str(port)),
            *("--workers", str(workers), "--blocking-threads", "8"),
            # A worker that was killed is replaced, one that hangs at the end is ended.
            *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
            *options,
            app,
        ),
        env=environment,
        cwd=ROOT,
        ready=HttpProbe(port=port),
        ready_within=READY_WITHIN,
        reloads=True,
        address=f"http://127.0.0.1:{port}",
    )


def _tls(shown: Certificate | None) -> tuple[str, ...]:
    if shown is None:
        return ()
    # HTTP/1.1, for the same reason as Keycloak.
    return (
        *("--http", "1", "--ssl-certificate", str(shown.chain), "--ssl-keyfile", str(shown.key)),
        *("--ssl-protocol-min", "tls1.2"),
    )

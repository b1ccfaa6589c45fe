"""The one container that ports are published of: HAProxy, told which host name is whose.

It knows every host name of every tenant, as the modules do; to any other it says 404. Nothing but
the sign-in pages of the tenants' realms is reached on Keycloak, so neither its administration
nor its master realm.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import urlsplit

from egov_kit.settings import module_host

from egov_idp.containers.handout import hosted
from egov_idp.local.platform import Platform
from egov_idp.local.probes import HttpProbe
from egov_idp.local.service import Service
from egov_idp.settings import system_environment

HEALTH_PORT: Final = 8404
_FOLDER: Final = Path(__file__).parent


def service(platform: Platform) -> Service:
    """The edge; its configuration is written anew at each start."""
    layout = platform.layout
    layout.run.mkdir(parents=True, exist_ok=True)
    (layout.run / "hosts.map").write_text(_map(hosts(platform)), encoding="ascii")
    config = layout.run / "haproxy.cfg"
    config.write_text(configuration(platform), encoding="utf-8")
    return Service(
        name="edge",
        argv=("haproxy", "-db", "-f", str(config)),
        env=system_environment(),
        cwd=layout.run,
        ready=HttpProbe(port=HEALTH_PORT, path="/"),
        ready_within=20,
        address=f"http://127.0.0.1:{layout.ports.web}",
    )


def hosts(platform: Platform) -> Mapping[str, str]:
    """Host name with port to the service that serves it."""
    settings = platform.settings
    return {
        module_host(tenant.host, module.name, portal=module.kind == "portal"): module.name
        for tenant in settings.tenants.values()
        for module in hosted()
    }


def configuration(platform: Platform) -> str:
    """The text of ``haproxy.cfg``."""
    layout = platform.layout
    template = Template((_FOLDER / "haproxy.cfg").read_text(encoding="utf-8"))
    return template.substitute(
        web=layout.ports.web,
        sign_in=layout.ports.keycloak,
        sign_in_host=urlsplit(platform.entrance.sign_in).netloc,
        realms=" ".join(f"/realms/{tenant}/" for tenant in platform.realms),
        health=HEALTH_PORT,
        hosts=layout.run / "hosts.map",
        away=_FOLDER / "away.html",
        backends="\n".join(_backends(layout.ports.web)),
    )


def _backends(port: int) -> Iterator[str]:
    for module in hosted():
        yield f"backend {module.name}\n    server {module.name} {module.name}:{port}\n"


def _map(found: Mapping[str, str]) -> str:
    return "".join(f"{host} {service}\n" for host, service in found.items())

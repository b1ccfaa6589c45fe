"""What each container does: a step that ends, or a process it becomes."""

import os
from collections.abc import Callable, Mapping
from typing import Final

from egov_idp.containers import edge, handout, health, postgres
from egov_idp.containers.errors import ServiceUnknown
from egov_idp.local import keycloak, mail, people, platform, slapd, stamp, web
from egov_idp.local.platform import Platform
from egov_idp.local.service import Service
from egov_idp.local.stamp import Stamp
from egov_idp.policy.day import today


def hand_out_secrets(described: Platform) -> None:
    """Keys and passwords: made once, each where it is needed."""
    handout.hand_out(described)


def prepare_data(described: Platform) -> None:
    """The directory's first data, roles and databases, and every migration; raises `DataNewer`.

    slapd and the modules of the start before may still serve.
    """
    stamp.refuse_newer(described.layout)
    stamp.write(described.layout, Stamp.of_source())
    slapd.load_missing(described.layout, described.realms, described.secrets, on=today())
    postgres.create(described)
    as_owner = postgres.as_owner(described)
    for tenant in described.realms:
        platform.migrate(as_owner, tenant)


def set_up_realms(described: Platform) -> None:
    """Every realm as it is declared."""
    for tenant in described.realms:
        platform.bring_realm_up_to_date(described, tenant, print)


STEPS: Final[Mapping[str, Callable[[Platform], None]]] = {
    "secrets": hand_out_secrets,
    "data": prepare_data,
    "realms": set_up_realms,
}


PROCESSES: Final = ("slapd", "mail", "keycloak", "people", "internal", "edge")
"""What runs beside the modules."""


def process(described: Platform, name: str) -> Service:
    """The process that the container ``name`` becomes; raises `ServiceUnknown`."""
    layout, settings = described.layout, described.settings
    match name:
        case "slapd":
            slapd.make_ready(layout, described.realms)
            return slapd.service(layout)
        case "mail":
            return mail.service(layout)
        case "keycloak":
            home = keycloak.provide(layout, print)
            return keycloak.service(layout, described.secrets, home, described.entrance)
        case "people":
            return people.service(layout, settings)
        case "internal":
            return web.internal(layout, settings)
        case "edge":
            return edge.service(described)
    return _module(described, name)


def become(service: Service) -> None:
    """Replace this process by the service's own, whose health can be asked from now on."""
    if isinstance(service.ready, health.Probe):
        health.write(service.ready)
    os.chdir(service.cwd)
    os.execvpe(service.argv[0], service.argv, service.env)  # noqa: S606 - no shell wanted


def _module(described: Platform, name: str) -> Service:
    for module in handout.hosted():
        if module.name == name:
            return web.module(described.layout, described.settings, module)
    known = (*STEPS, *PROCESSES, *(each.name for each in handout.hosted()))
    raise ServiceUnknown(name, known)

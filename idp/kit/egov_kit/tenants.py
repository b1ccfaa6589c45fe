"""Which tenant a request is for: its host name, against an allow-list, before anything else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from egov_kit.errors import NothingHere
from egov_kit.module import Module
from egov_kit.proxy import current
from egov_kit.settings import Settings, module_host
from egov_kit.visit import Visit, find_visit

_DEFAULT_PORT = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, kw_only=True)
class CurrentTenant:
    """The province a request is for; ``unit`` is the code of its root unit."""

    name: str
    unit: str
    title: Mapping[str, str]
    servers: tuple[str, ...]
    """Where its sign-in servers are: the issuers, and the other origins of their addresses."""
    host: str

    @classmethod
    def of(cls, settings: Settings, name: str, host: str) -> "CurrentTenant":
        """The tenant ``name`` as it is asked at ``host``; raises `KeyError`."""
        found = settings.tenants[name]
        servers = tuple(at for each in found.servers for at in (each.issuer, *each.origins))
        return cls(name=name, unit=found.unit, title=found.title, servers=servers, host=host)


@dataclass(frozen=True, kw_only=True)
class Place:
    """What one host name stands for."""

    tenant: CurrentTenant
    module: str


class Places:
    """Every host name of every tenant and module that a browser may name; nothing else exists."""

    def __init__(self, settings: Settings, modules: Iterable[Module]) -> None:
        self._scheme = settings.scheme
        self._found: dict[str, Place] = {}
        for module in modules:
            for name in settings.tenants:
                self._add(settings, name, module)

    def find(self, host: str | None) -> Place | None:
        """The place behind the ``Host`` header ``host``."""
        if host is None:
            return None
        return self._found.get(host.lower().removesuffix(_DEFAULT_PORT[self._scheme]))

    def _add(self, settings: Settings, tenant: str, module: Module) -> None:
        portal = module.kind == "portal"
        host = module_host(settings.tenants[tenant].host, module.name, portal=portal)
        here = CurrentTenant.of(settings, tenant, host)
        self._found[host.lower()] = Place(tenant=here, module=module.name)


def enter_tenant(visit: Visit) -> None:
    """Fix the tenant of a request; raises `NothingHere` for an unknown host, touching nothing."""
    place = visit.kit.places.find(visit.request.host)
    if place is None or place.module != visit.kit.module.name:
        raise NothingHere
    visit.tenant = place.tenant


def find_tenant() -> CurrentTenant | None:
    """The tenant of this request, `None` while the host is unknown."""
    visit = find_visit()
    return visit.tenant if visit else None


def _get_tenant() -> CurrentTenant:
    found = find_tenant()
    if found is None:
        raise RuntimeError("this request has no tenant")
    return found


tenant: CurrentTenant = current(_get_tenant)
"""The tenant of this request."""

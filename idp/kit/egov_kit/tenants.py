"""Which tenant a request is for: its host name, against an allow-list, before anything else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import abort, current_app, g
from werkzeug.local import LocalProxy

from egov_kit.module import Module
from egov_kit.settings import Settings, module_host

_DEFAULT_PORT = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, kw_only=True)
class CurrentTenant:
    """The province a request is for; ``unit`` is the code of its root unit."""

    name: str
    unit: str
    title: Mapping[str, str]
    issuer: str
    host: str

    @classmethod
    def of(cls, settings: Settings, name: str, host: str) -> "CurrentTenant":
        """The tenant ``name`` as it is asked at ``host``; raises `KeyError`."""
        found = settings.tenants[name]
        return cls(name=name, unit=found.unit, title=found.title, issuer=found.issuer, host=host)


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


def enter_tenant(places: Places, module: str, host: str | None) -> None:
    """Fix the tenant of this request; an unknown host is a 404 and touches nothing more."""
    place = places.find(host)
    if place is None or place.module != module:
        abort(404)
    g.egov_tenant = place.tenant


def find_tenant() -> CurrentTenant | None:
    """The tenant of this request, `None` while the host is unknown."""
    return cast("CurrentTenant | None", g.get("egov_tenant")) if current_app else None


def _get_tenant() -> CurrentTenant:
    found = find_tenant()
    if found is None:
        raise RuntimeError("this request has no tenant")
    return found


tenant: CurrentTenant = cast(Any, LocalProxy(_get_tenant))
"""The tenant of this request."""

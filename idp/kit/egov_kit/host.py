"""One process for all modules, or for one: the WSGI callables that serve browsers and servers.

``public`` finds the module by host name, ``internal`` by the first segment of the path. Settings
come from the environment when the first request arrives, and again when the tenants' file was
replaced; a module is built when first asked for.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from flask import Flask

from egov_kit.errors import ModuleUnknown
from egov_kit.flask.app import build
from egov_kit.kit import utc_now
from egov_kit.module import Module, discover
from egov_kit.op import Providers
from egov_kit.renewed import Renewed
from egov_kit.settings import Settings
from egov_kit.store import Now
from egov_kit.tenants import Places
from egov_kit.web.backchannel import Backchannel
from egov_kit.web.internal import Internal
from egov_kit.web.missed import Missed

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class Host:
    """The modules of this machine that browsers may reach; an ``api`` has its own process."""

    def __init__(
        self,
        settings: Settings,
        modules: Iterable[Module],
        *,
        providers: Providers | None = None,
        now: Now = utc_now,
    ) -> None:
        self._modules: Mapping[str, Module] = {m.name: m for m in modules if m.kind != "api"}
        self._settings = settings
        self._now = now
        self._places = Places(settings, self._modules.values())
        self._providers = providers or Providers(settings)
        self._apps: dict[str, Flask] = {}
        self._lock = threading.Lock()
        backchannel = Backchannel(settings, self._modules.values(), self._providers, now)
        self.internal = Internal(backchannel=backchannel)
        self.missed = Missed(settings, self._modules.values(), self._providers, backchannel)

    def public(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one browser request; an unknown host is a 404 and touches nothing."""
        place = self._places.find(environ.get("HTTP_HOST"))
        if place is None:
            return _not_found(start_response)
        return self.app(place.module)(environ, start_response)

    def app(self, module: str) -> Flask:
        """The app of one module."""
        found = self._apps.get(module)
        if found is None:
            with self._lock:
                found = self._apps.get(module) or self._build(module)
                self._apps[module] = found
        return found

    def _build(self, module: str) -> Flask:
        return build(
            self._modules[module], self._settings, providers=self._providers, now=self._now
        )


def public(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """The portal and the modules, for browsers."""
    return _host().get().public(environ, start_response)


def internal(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Server to server: back-channel logout."""
    return _host().get().internal(environ, start_response)


_first = threading.Lock()


def _host() -> Renewed[Host]:
    with _first:
        return _made()


@cache
def _made() -> Renewed[Host]:
    return Renewed(_make, Settings().tenants_file)


def _make() -> Host:
    settings = Settings()
    made = Host(settings, _hosted(settings))
    made.missed.catch_up()
    return made


def _hosted(settings: Settings) -> tuple[Module, ...]:
    modules = discover()
    if settings.module is None:
        return modules
    found = tuple(module for module in modules if module.name == settings.module)
    if not found:
        raise ModuleUnknown(settings.module, [module.name for module in modules])
    return found


def _not_found(start_response: StartResponse) -> Iterable[bytes]:
    body = b"not found\n"
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    start_response("404 Not Found", headers)
    return [body]

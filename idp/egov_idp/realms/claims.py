"""Whose a client or a scope is: names that two claim are refused before anything is sent."""

from collections.abc import Iterable

from egov_kit.module import Module

from egov_idp.realms.clients import ADMIN_API, DEFAULT_SCOPES, OFFLINE, STOCK_CLIENTS
from egov_idp.realms.errors import ClaimedTwice
from egov_idp.realms.spec import RealmSpec

_KEYCLOAK = "Keycloak itself"


def check(modules: Iterable[Module], spec: RealmSpec) -> None:
    """Raises `ClaimedTwice` if two modules, or a module and Keycloak, want the same name."""
    clients = dict.fromkeys((ADMIN_API, *STOCK_CLIENTS), _KEYCLOAK)
    scopes = dict.fromkeys((*DEFAULT_SCOPES, OFFLINE), _KEYCLOAK)
    for module in modules:
        whose = f"{module.package}/module.toml"
        _claim("client", module.name, whose, clients)
        for scope in (f"call:{module.name}", *module.scopes):
            _claim("scope", scope, whose, scopes)
    for name in spec.outside_modules:
        _claim("client", name, f"outside_modules of {spec.tenant}", clients)


def _claim(what: str, name: str, whose: str, claimed: dict[str, str]) -> None:
    if name in claimed:
        raise ClaimedTwice(what, name, claimed[name], whose)
    claimed[name] = whose

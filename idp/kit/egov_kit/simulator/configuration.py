"""What the simulator is started with: the client file, its defaults, and where it must not run."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from egov_kit.settings import environment
from egov_kit.simulator.clients import Client
from egov_kit.simulator.errors import ConfigurationInvalid, ProductionRefused
from egov_kit.simulator.people import PEOPLE, Person

CLIENT = Client(client_id="app", secret="app-secret")  # noqa: S106 # everybody may know it
"""The one client there is without a client file; any loopback address may be its own."""
_MEMBERS = {"realm", "clients", "people"}


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """A realm, its clients and its people."""

    realm: str = "danang"
    clients: tuple[Client, ...] = (CLIENT,)
    people: tuple[Person, ...] = PEOPLE


def read(path: Path) -> Configuration:
    """The configuration in a TOML or JSON file; raises `ConfigurationInvalid`."""
    try:
        text = path.read_text(encoding="utf-8")
        told = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise ConfigurationInvalid(f"{path}: {error}") from None
    if not isinstance(told, dict) or (set(told) - _MEMBERS):
        raise ConfigurationInvalid(f"{path}: may hold {', '.join(sorted(_MEMBERS))} and no more")
    try:
        return _configuration(told)
    except ConfigurationInvalid as error:
        raise ConfigurationInvalid(f"{path}: {error}") from None


def _configuration(told: Mapping[str, Any]) -> Configuration:
    usual = Configuration()
    realm = told.get("realm", usual.realm)
    if not isinstance(realm, str) or not realm.replace("-", "").isalnum() or not realm.isascii():
        raise ConfigurationInvalid("realm must be letters, digits and hyphens")
    clients = tuple(Client.of(each) for each in _tables(told, "clients"))
    people = tuple(Person.of(each) for each in _tables(told, "people"))
    return Configuration(
        realm=realm, clients=clients or usual.clients, people=people or usual.people
    )


def _tables(told: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = told.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ConfigurationInvalid(f"{name} must be a list of tables")
    return found


def refuse_production() -> None:
    """Raise `ProductionRefused` where the kit would run in production."""
    if environment() == "production":
        raise ProductionRefused

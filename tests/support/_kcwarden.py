"""kcwarden's opinion of a realm, with the exceptions of realms/_kcwarden.yaml or without."""

import copy
import io
import json
from argparse import Namespace
from typing import Any

from egov_idp.local.distribution import read_pin
from egov_idp.realms.spec import REALMS
from kcwarden.api import Auditor, Monitor
from kcwarden.configuration.auditors import collect_auditors
from kcwarden.database.importer import load_realm_dump
from kcwarden.database.in_memory_db import InMemoryDatabase
from kcwarden.subcommands.audit import generate_config

EXCEPTIONS = REALMS / "_kcwarden.yaml"
ASKS_THE_NET = "KeycloakVersionShouldBeUpToDate"


def auditors() -> list[type[Auditor]]:
    """All but those that only look for what they are told to."""
    return [each for each in collect_auditors() if not issubclass(each, Monitor)]


def opinion(document: dict[str, Any]) -> set[tuple[str, str]]:
    """What is left after the exceptions: the name of each auditor, and that of the object."""
    return _audit(document, auditors(), str(EXCEPTIONS))


def finds(auditor: str, document: dict[str, Any]) -> bool:
    """Whether that auditor finds anything, exceptions or not."""
    chosen = [each for each in auditors() if each.get_classname() == auditor]
    return bool(_audit(document, chosen, None))


def _audit(
    document: dict[str, Any], chosen: list[type[Auditor]], exceptions: str | None
) -> set[tuple[str, str]]:
    options = Namespace(config=exceptions, ignore_disabled_clients=False)
    database, config = InMemoryDatabase(), generate_config(options, chosen)
    load_realm_dump(io.StringIO(json.dumps(_as_exported(document))), database)
    found = (result for each in chosen for result in each(database, config).audit())
    return {(result.reporting_auditor, result.offending_object.get_name()) for result in found}


def _as_exported(document: dict[str, Any]) -> dict[str, Any]:
    """The same with what an export always has, and a document that is posted need not."""
    made = copy.deepcopy(document)
    made.setdefault("keycloakVersion", read_pin().version)
    made.setdefault("identityProviderMappers", [])
    made["roles"].setdefault("client", {})
    for client in made["clients"]:
        client.setdefault("clientAuthenticatorType", "client-secret")
    return made

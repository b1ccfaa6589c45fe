"""Puts realms into Keycloak."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from keycloak import KeycloakAdmin
from keycloak.exceptions import KeycloakConnectionError, KeycloakError

from egov_idp.realms.errors import RealmRefused


def create(keycloak: KeycloakAdmin, document: Mapping[str, Any]) -> None:
    """Create the realm of that document in one request; raises `RealmRefused`."""
    try:
        keycloak.create_realm(dict(document))
    except KeycloakError as error:
        raise RealmRefused(str(document["realm"]), str(error)) from error


def introduce_people(keycloak: KeycloakAdmin, tenant: str) -> None:
    """Let Keycloak make its own user of everybody in the directory of that realm.

    Otherwise it does so at the first sign-in, and when somebody's first sign-ins come at the same
    moment, all but one end with an error. Without a directory that answers now, that is how it
    stays.
    """
    path = f"admin/realms/{tenant}"
    kind = "org.keycloak.storage.UserStorageProvider"
    with suppress(KeycloakConnectionError):
        for provider in keycloak.connection.raw_get(f"{path}/components", type=kind).json():
            sync = f"{path}/user-storage/{provider['id']}/sync"
            keycloak.connection.raw_post(sync, data="", action="triggerFullSync")

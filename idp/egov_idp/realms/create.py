"""Puts realms into Keycloak."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from keycloak import KeycloakAdmin
from keycloak.exceptions import KeycloakConnectionError, KeycloakError, KeycloakGetError

from egov_idp.realms.errors import RealmRefused


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one realm."""

    tenant: str
    done: Literal["created", "left as it was"]


def administrator(server: str, client: str, secret: str, realm: str = "master") -> KeycloakAdmin:
    """A connection to the Keycloak at ``server`` as a service account of its master realm.

    It works on ``realm``.
    """
    return KeycloakAdmin(
        server_url=server,
        realm_name=realm,
        user_realm_name="master",
        client_id=client,
        client_secret_key=secret,
    )


def create(keycloak: KeycloakAdmin, document: Mapping[str, Any]) -> Outcome:
    """Create the realm of that document in one call; one that is there already is left alone.

    Raises `RealmRefused`.
    """
    tenant = str(document["realm"])
    if exists(keycloak, tenant):
        return Outcome(tenant=tenant, done="left as it was")
    try:
        keycloak.create_realm(dict(document))
    except KeycloakError as error:
        raise RealmRefused(tenant, str(error)) from error
    introduce_people(keycloak, tenant)
    return Outcome(tenant=tenant, done="created")


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


def exists(keycloak: KeycloakAdmin, tenant: str) -> bool:
    """Whether Keycloak has a realm of that name; raises `RealmRefused` if it does not say."""
    try:
        keycloak.get_realm(tenant)
    except KeycloakGetError as error:
        if error.response_code == 404:
            return False
        raise RealmRefused(tenant, str(error)) from error
    return True

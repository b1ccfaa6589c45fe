"""Changes the key with which a module proves to Keycloak who it is, without a refused request.

The realm takes the new key first, beside the old one; when Keycloak has shown that it does, the
running module signs with it; after a while the realm forgets the old one. Killed anywhere, the next
run goes on from there, and the module signs with a key that is taken all the while.
"""

import time
from datetime import timedelta
from typing import Final

from egov_kit.errors import ProviderUnreachable
from egov_kit.module import Module
from egov_kit.op import ClientKey
from egov_kit.op.client_auth import client_assertion
from egov_kit.op.providers import open_issuer
from egov_kit.vietnam import VIETNAM

from egov_idp import files
from egov_idp.client_keys import ClientKeys, Key, changing
from egov_idp.errors import IdpError
from egov_idp.local import partly
from egov_idp.local.errors import KeyNotTaken, RotationUnderWay
from egov_idp.local.platform import Platform, Say
from egov_idp.realms.clients import key_ref
from egov_idp.realms.emergency import Place

PATIENCE: Final = 30.0
"""Seconds Keycloak is given to take a new key; it looks again for an unknown one every ten."""


def place(module: str) -> Place:
    """Where a realm keeps the keys of a client."""
    return "client", (module,), ("attributes", "jwks.string")


def rotate(described: Platform, tenant: str, module: Module, overlap: timedelta) -> Key:
    """Let the module sign with a new key, and Keycloak take the old one for ``overlap`` longer.

    Answers the old one. Raises `RotationUnderWay`, `KeyNotTaken` and `ReconcileError`.
    """
    keys = ClientKeys(described.secrets, key_ref(tenant, module))
    keys.public()  # a module that never had a key gets its first one now
    with files.alone(keys.folder):
        former = keys.find_former()
        if former and former.until and keys.is_under_way():
            until = f"{former.until.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"
            raise RotationUnderWay(tenant, module.name, until)
        new = ClientKey.of(keys.next_private())
        partly.bring(described, tenant, [place(module.name)])
        if described.realms[tenant].retired is None:  # nobody proves anything to a closed realm
            _require_taken(described, tenant, module.name, new)
        return keys.use_next(described.secrets.now() + overlap)


def settle(described: Platform, say: Say) -> bool:
    """Let realms forget the keys whose time is over; False if one could not be reached."""
    forgotten = [_forget(described, keys, say) for keys in changing(described.secrets)]
    return all(forgotten)


def _forget(described: Platform, keys: ClientKeys, say: Say) -> bool:
    tenant, _, file = keys.ref.split("/")
    module = file.removesuffix(".jwk")
    try:
        with files.alone(keys.folder):
            former = keys.find_former()
            if former is None or keys.is_under_way() or keys.find_next():
                return True
            if tenant in described.realms:
                partly.bring(described, tenant, [place(module)])
            keys.forget_former()
    except IdpError as error:
        say(f"{tenant}: {error}")
        return False
    say(f"{tenant}: the key {former.kid} of {module} is not taken any more")
    return True


def _require_taken(described: Platform, tenant: str, module: str, key: ClientKey) -> None:
    give_up = time.monotonic() + PATIENCE
    while not _is_taken(described, tenant, module, key):
        if time.monotonic() > give_up:
            raise KeyNotTaken(tenant, module)
        time.sleep(0.2)


def _is_taken(described: Platform, tenant: str, module: str, key: ClientKey) -> bool:
    """Whether Keycloak takes the key: it says nothing of any token to whom it does not know."""
    issuer = open_issuer(described.settings, described.settings.tenants[tenant])
    form = client_assertion(key, module, issuer.name, described.secrets.now().timestamp())
    url = f"{issuer.name}/protocol/openid-connect/token/introspect"
    try:
        return issuer.transport.post_form(url, {**form, "token": "none"}).status == 200
    except ProviderUnreachable:
        return False
    finally:
        issuer.transport.close()

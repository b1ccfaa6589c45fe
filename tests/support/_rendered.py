"""Realms as they are declared, without a server: at https, as a province runs them."""

import copy
from functools import cache
from typing import Any

from egov_idp.lint import Realm, References
from egov_idp.local.distribution import read_pin
from egov_idp.mail.server import MailServer
from egov_idp.realms import Addresses, RealmSpec, document, load
from egov_idp.realms.modules import of_realm

Json = dict[str, Any]

_SECRETS = References()


def rendered(tenant: str = "danang") -> Json:
    """The document of a tenant's realm, to be changed as one likes."""
    return copy.deepcopy(_of_file(tenant))


def of_spec(spec: RealmSpec) -> Json:
    addresses = Addresses(
        scheme="https",
        host=f"{spec.tenant}.egov.example.vn",
        internal="http://10.0.0.5:8001",
        directory=("ldap://127.0.0.1:3890", "ldaps://10.0.0.2"),
        mail=MailServer(
            host="mail.example.vn", port=465, security="tls", sender="no-reply@{tenant}.example.vn"
        ),
    )
    return document(spec, of_realm(), addresses, _SECRETS)


def realm(document: Json) -> Realm:
    return Realm(document=document, modules=of_realm(), keycloak=read_pin().version)


@cache
def _of_file(tenant: str) -> Json:
    return of_spec(load(tenant))

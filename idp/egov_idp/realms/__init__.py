"""One realm for each province: loaded from ``realms/``, built into one document.

::

    for spec in load_all().values():
        addresses = Addresses.of(settings, spec.tenant, directory=[...], mail=...)
        made = document(spec, of_realm(), addresses, secrets)

`egov_idp.reconcile` brings it into Keycloak.
"""

from egov_idp.realms.addresses import Addresses
from egov_idp.realms.document import document
from egov_idp.realms.server import Server, administrator
from egov_idp.realms.spec import RealmSpec, load, load_all, load_bare

__all__ = [
    "Addresses",
    "RealmSpec",
    "Server",
    "administrator",
    "document",
    "load",
    "load_all",
    "load_bare",
]

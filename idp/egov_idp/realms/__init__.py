"""One realm for each province: loaded from ``realms/``, built into one document, created.

::

    for spec in load_all().values():
        addresses = Addresses.of(settings, spec.tenant, directory=[...])
        create(keycloak, document(spec, discover(), addresses, secrets))
"""

from egov_idp.realms.addresses import Addresses
from egov_idp.realms.create import Outcome, administrator, create
from egov_idp.realms.document import document
from egov_idp.realms.spec import RealmSpec, load, load_all

__all__ = [
    "Addresses",
    "Outcome",
    "RealmSpec",
    "administrator",
    "create",
    "document",
    "load",
    "load_all",
]

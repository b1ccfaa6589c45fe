"""The OIDC client kit: all that a module developer installs.

::

    from egov_kit import current_person, database, names, oidc, tenant, within
"""

from egov_kit import database, names
from egov_kit.extension import OIDC, oidc
from egov_kit.person import Person, current_person
from egov_kit.sql import within
from egov_kit.tenants import tenant

__all__ = [
    "OIDC",
    "Person",
    "current_person",
    "database",
    "names",
    "oidc",
    "tenant",
    "within",
]

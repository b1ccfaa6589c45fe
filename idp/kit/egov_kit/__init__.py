"""The OIDC client kit: all that a module developer installs.

::

    from egov_kit import current_person, database, names, oidc, tenant, within

``OIDC`` and ``oidc`` are those for Flask; `egov_kit.django` has its own.
"""

from typing import TYPE_CHECKING, Any

from egov_kit import database, names
from egov_kit.person import Person, current_person
from egov_kit.sql import within
from egov_kit.tenants import tenant

if TYPE_CHECKING:
    from egov_kit.flask.extension import OIDC, oidc

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


def __getattr__(name: str) -> Any:  # noqa: ANN401 # either of two
    # Only who asks for them needs Flask.
    if name in ("OIDC", "oidc"):
        from egov_kit.flask import extension

        return getattr(extension, name)
    raise AttributeError(name)

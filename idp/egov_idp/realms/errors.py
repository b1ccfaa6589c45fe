"""What can go wrong with realms.

::

    IdpError
    └── RealmError
        ├── RealmInvalid     realms/*.yaml cannot be used; the text names file, key and mistake
        └── RealmRefused     Keycloak did not take the realm
"""

from pathlib import Path

from egov_idp.errors import IdpError


class RealmError(IdpError):
    """The root of the errors of realms."""

    code = "realm_error"


class RealmInvalid(RealmError):
    """A file of ``realms/`` that cannot be used."""

    code = "realm_invalid"

    def __init__(self, path: Path, mistake: str) -> None:
        super().__init__(f"{path}: {mistake}")


class RealmRefused(RealmError):
    """Keycloak did not take the realm."""

    code = "realm_refused"

    def __init__(self, tenant: str, answer: str) -> None:
        super().__init__(f"Keycloak did not take realm {tenant}: {answer}")

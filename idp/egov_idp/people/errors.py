"""What can be wrong with people's data.

::

    IdpError
    └── SeedInvalid     a file in ldap/seed cannot be used

Every class has ``status``, the HTTP status an uncaught one becomes, and ``code``, a stable name
for logs and API answers.
"""

from pathlib import Path

from egov_idp.errors import IdpError


class SeedInvalid(IdpError):
    """A seed file that cannot be used; names the file and the mistake."""

    code = "seed_invalid"

    def __init__(self, path: Path, mistake: str) -> None:
        super().__init__(f"{path}: {mistake}")

"""What can go wrong in running the identity side.

::

    IdpError
    └── SecretRefInvalid     a reference to a secret that leaves the store

Every class has ``status``, the HTTP status an uncaught one becomes, and ``code``, a stable name
for logs and API answers.
"""


class IdpError(Exception):
    """The root of the errors of ``egov_idp``."""

    status = 500
    code = "idp_error"


class SecretRefInvalid(IdpError):
    """A reference to a secret that is not of the form ``tenant/kind/name``."""

    code = "secret_ref_invalid"

    def __init__(self, ref: str) -> None:
        super().__init__(f"secret reference {ref!r}: lower-case names joined by '/' are expected")

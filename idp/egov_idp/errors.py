"""What can go wrong in running the identity side.

::

    IdpError
    ├── AuditUnwritable      a change cannot be noted, so it was not made
    ├── AuditUnfinished      a change was made, and that it was could not be noted
    ├── SecretMissing        a secret that something refers to is nowhere
    ├── SecretRefInvalid     a reference to a secret that leaves the store
    └── SettingsInvalid      a setting of the launcher has a wrong value

Every class has ``status``, the HTTP status an uncaught one becomes, and ``code``, a stable name
for logs and API answers.
"""

from collections.abc import Sequence
from pathlib import Path


class IdpError(Exception):
    """The root of the errors of ``egov_idp``."""

    status = 500
    code = "idp_error"


class AuditUnwritable(IdpError):
    """A change cannot be noted, so nothing was changed."""

    status = 503
    code = "audit_unwritable"

    def __init__(self, reason: str) -> None:
        super().__init__(f"the audit cannot be written ({reason}); nothing was changed")


class AuditUnfinished(IdpError):
    """A change was made, and that it was could not be noted: its record says unfinished."""

    code = "audit_unfinished"

    def __init__(self, reason: str) -> None:
        super().__init__(f"the change was made, but its record stays unfinished ({reason})")


class SecretRefInvalid(IdpError):
    """A reference to a secret that is not of the form ``tenant/kind/name``."""

    code = "secret_ref_invalid"

    def __init__(self, ref: str) -> None:
        super().__init__(f"secret reference {ref!r}: lower-case names joined by '/' are expected")


class SecretMissing(IdpError):
    """A secret that something refers to lies in none of the three places."""

    code = "secret_missing"

    def __init__(self, reference: str, variable: str, path: Path) -> None:
        super().__init__(
            f"The secret {reference} is missing. It is looked for in this order:\n"
            f"  in the file that {variable}_FILE names\n"
            f"  in the environment, as {variable}\n"
            f"  in the secret store: install -D -m 600 /dev/stdin {path}"
        )


class SettingsInvalid(IdpError):
    """A setting of the launcher has a value it cannot have."""

    code = "settings_invalid"

    def __init__(self, mistakes: Sequence[tuple[str, str]]) -> None:
        lines = "\n".join(f"  {name}: {mistake}" for name, mistake in mistakes)
        super().__init__(
            f"Settings with a wrong value (in the environment or in .env):\n{lines}\n"
            "docs/reference/settings.md describes them."
        )

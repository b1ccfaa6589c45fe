"""What can go wrong in the kit.

::

    KitError
    ├── ModuleInvalid        module.toml cannot be used
    └── ClaimInvalid         a claim of a verified token has a form we do not know

Every class has ``status``, the HTTP status an uncaught one becomes, and ``code``, a stable name
for logs and API answers.
"""

from pathlib import Path


class KitError(Exception):
    """The root of the kit's errors."""

    status = 500
    code = "kit_error"


class ModuleInvalid(KitError):
    """A ``module.toml`` that cannot be used."""

    code = "module_invalid"

    def __init__(self, path: Path, mistake: str) -> None:
        super().__init__(f"{path}: {mistake}")


class ClaimInvalid(KitError):
    """A claim of a verified token has a form we do not know."""

    status = 401
    code = "claim_invalid"

    def __init__(self, claim: str, value: str) -> None:
        super().__init__(f"claim {claim}: {value!r} cannot be read")

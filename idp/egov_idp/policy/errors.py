"""What can be wrong with a policy or with what it is applied to.

::

    IdpError
    └── PolicyError
        ├── PolicyInvalid      a policy file cannot be used
        ├── PostUnitUnknown    a post names a unit that never was
        └── TooManyGrants      more grants than a token may carry

Every class has ``status``, the HTTP status an uncaught one becomes, and ``code``, a stable name
for logs and API answers.
"""

from pathlib import Path
from uuid import UUID

from egov_idp.errors import IdpError


class PolicyError(IdpError):
    """The root of the policy's errors."""

    status = 500
    code = "policy_error"


class PolicyInvalid(PolicyError):
    """A policy file that cannot be used; names the file and the mistake."""

    code = "policy_invalid"

    def __init__(self, path: Path, mistake: str) -> None:
        super().__init__(f"{path}: {mistake}")


class PostUnitUnknown(PolicyError):
    """A post in a unit that never was."""

    code = "post_unit_unknown"

    def __init__(self, post: UUID, unit: str) -> None:
        super().__init__(f"post {post}: no unit {unit}")


class TooManyGrants(PolicyError):
    """More grants than a token may carry, even after folding."""

    code = "too_many_grants"

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(f"{count} grants, at most {limit} fit into a token")

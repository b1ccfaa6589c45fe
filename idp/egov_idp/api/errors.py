"""What the people API answers when it cannot do what was asked.

::

    IdpError
    └── PeopleError
        ├── PostNotHeld       the post is not one the person holds today
        ├── BodyInvalid       the body of the call is not what was agreed
        ├── FieldsInvalid     the same, with each field and its mistake
        ├── PersonInactive    the person of the token is locked, has left or is gone
        └── WriterUnknown     no password of the directory's writer lies in the secrets

Every class has ``status``, the HTTP status it becomes, and ``code``, a stable name for logs and
API answers.
"""

from collections.abc import Sequence
from uuid import UUID

from egov_idp.errors import IdpError


class PeopleError(IdpError):
    """The root of the people API's errors."""

    code = "people_error"


class PostNotHeld(PeopleError):
    """Nobody works in a post they do not hold today."""

    status = 422
    code = "post_not_held"

    def __init__(self, post: UUID) -> None:
        super().__init__(f"post {post} is not held today")


class BodyInvalid(PeopleError):
    """The body of the call is not what was agreed."""

    status = 422
    code = "body_invalid"


class FieldsInvalid(PeopleError):
    """What was sent is not what was agreed; ``mistakes`` names each field."""

    status = 422
    code = "fields_invalid"

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = tuple(mistakes)


class PersonInactive(PeopleError):
    """The token is still good, but the directory no longer lets its person in."""

    status = 403
    code = "person_inactive"

    def __init__(self, staff_id: UUID) -> None:
        super().__init__(f"person {staff_id} is not active")


class WriterUnknown(PeopleError):
    """No password of the directory's writer lies in the secrets."""

    code = "writer_unknown"

    def __init__(self, tenant: str) -> None:
        super().__init__(f"{tenant}: no password of the directory's writer")

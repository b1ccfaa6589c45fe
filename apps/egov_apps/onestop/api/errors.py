"""What can go wrong in a call, besides what can go wrong at a page.

::

    OnestopError
    └── CallRefused
        ├── BodyUnread     no JSON object
        ├── BodyInvalid    values that cannot be taken; says which
        ├── KeyMissing     no Idempotency-Key
        └── PostNotHeld    the person has no post with that right there
"""

from collections.abc import Mapping

from egov_apps.onestop.errors import OnestopError


class CallRefused(OnestopError):
    """A call that cannot be answered as it is."""

    status = 400
    code = "call_refused"


class BodyUnread(CallRefused):
    """The body is no JSON object."""

    code = "body_unread"


class BodyInvalid(CallRefused):
    """``mistakes``: what is wrong, by JSON pointer."""

    status = 422
    code = "body_invalid"

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        super().__init__(", ".join(mistakes))
        self.mistakes = mistakes


class KeyMissing(CallRefused):
    """A call that makes something needs a key of its own."""

    code = "key_missing"


class PostNotHeld(CallRefused):
    """None of the person's posts has the right in that unit."""

    status = 403
    code = "post_not_held"

"""What can go wrong in the portal.

::

    PortalError
    ├── PeopleUnavailable   the people API did not answer in time or not as agreed
    │   └── AnswerLost      it was asked, and what became of that is not known
    └── PostUnknown         the chosen post is not held any more
"""


class PortalError(Exception):
    """The root of the portal's errors."""

    status = 500
    code = "portal_error"


class PeopleUnavailable(PortalError):
    """The people API did not answer in time, or not as agreed."""

    status = 503
    code = "people_unavailable"


class AnswerLost(PeopleUnavailable):
    """The people API was asked, and what became of that is not known."""

    code = "answer_lost"


class PostUnknown(PortalError):
    """The chosen post is not held any more."""

    status = 422
    code = "post_unknown"

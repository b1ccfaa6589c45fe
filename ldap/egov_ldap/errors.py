"""What can go wrong between us and the directory.

::

    DirectoryError
    ├── DirectoryUnreachable     no answer in time, or the server is down or busy
    ├── AccountRefused           the service account may not sign in: its password is another
    ├── WriteRefused             the account may not write that
    ├── NameTaken                a user name, address, staff id or code that was given before
    ├── ValueRefused             a value the schema or a constraint does not allow
    ├── EntryInvalid             an entry that cannot be read
    ├── PersonUnknown
    ├── PostUnknown
    └── UnitUnknown

Every class has ``status``, the HTTP status an uncaught one becomes, and ``code``, a stable name
for logs and API answers. No message holds a value of a person.
"""

from uuid import UUID


class DirectoryError(Exception):
    """The root of the directory's errors."""

    status = 500
    code = "directory_error"


class DirectoryUnreachable(DirectoryError):
    """The directory gave no answer; the same question works again once it is back."""

    status = 503
    code = "directory_unreachable"


class AccountRefused(DirectoryError):
    """The service account may not sign in."""

    code = "directory_account_refused"


class WriteRefused(DirectoryError):
    """The access rules do not let this account write that."""

    code = "directory_write_refused"


class NameTaken(DirectoryError):
    """A name that must mean one person, unit or post means another one already."""

    status = 409
    code = "name_taken"


class ValueRefused(DirectoryError):
    """A value the schema or a constraint does not allow."""

    status = 422
    code = "value_refused"


class EntryInvalid(DirectoryError):
    """An entry lacks an attribute or holds one in a form we do not know."""

    code = "entry_invalid"

    def __init__(self, dn: str, attribute: str) -> None:
        super().__init__(f"{dn}: {attribute} cannot be read")


class PersonUnknown(DirectoryError):
    """No person has this ``staff_id``."""

    status = 404
    code = "person_unknown"

    def __init__(self, staff_id: UUID) -> None:
        super().__init__(f"no person {staff_id}")


class PostUnknown(DirectoryError):
    """No post has this id."""

    status = 404
    code = "post_unknown"

    def __init__(self, post: UUID) -> None:
        super().__init__(f"no post {post}")


class UnitUnknown(DirectoryError):
    """No unit has this code."""

    status = 404
    code = "unit_unknown"

    def __init__(self, unit: str) -> None:
        super().__init__(f"no unit {unit}")

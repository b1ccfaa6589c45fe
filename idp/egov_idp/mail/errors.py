"""What can go wrong with mail.

::

    IdpError
    └── MailError
        ├── MailElsewhere         a mail server is set, so nothing is kept here
        └── LetterUnknown         there is no message of that number
"""

from egov_idp.errors import IdpError


class MailError(IdpError):
    """The root of the errors of mail."""

    code = "mail_error"


class MailElsewhere(MailError):
    """A mail server is set, so nothing is kept here."""

    code = "mail_elsewhere"

    def __init__(self, host: str) -> None:
        super().__init__(f"Mail goes to {host} (EGOV_SMTP_HOST); none of it is kept here.")


class LetterUnknown(MailError):
    """There is no message of that number."""

    code = "letter_unknown"

    def __init__(self, number: int, there_are: int) -> None:
        kept = f"1 (the newest) to {there_are}" if there_are else "none yet"
        super().__init__(f"No message has the number {number}. There are: {kept}")

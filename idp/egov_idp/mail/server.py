"""The mail server that sign-in sends through."""

from dataclasses import dataclass
from typing import Final, Literal

Security = Literal["none", "starttls", "tls"]

PASSWORD: Final = "${secret:smtp/password}"  # noqa: S105 - a reference
"""The password of the mail server's user."""

USUAL_PORTS: Final[dict[Security, int]] = {"none": 25, "starttls": 587, "tls": 465}


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where mail is handed over, and in whose name.

    ``sender`` is an address; ``{tenant}`` in it stands for the name of the province. With ``user``
    the server asks for a password, kept under `PASSWORD`.
    """

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None

    def sender_of(self, tenant: str) -> str:
        """The address that mail of that province comes from."""
        return self.sender.replace("{tenant}", tenant)

"""The settings of the people API, read once from the environment (prefix ``EGOV_``)."""

from pathlib import Path

from egov_kit.settings import Settings


class PeopleSettings(Settings):
    """The kit's settings and where the directory is."""

    ldap_url: str
    """Address of the directory, such as ``ldap://127.0.0.1:3890``."""
    operator_socket: Path | None = None
    """The socket at which ``./egov person`` and ``./egov unit`` are answered; none if unset."""

"""The key that opens Keycloak's administration where other machines can reach the server.

There it shows nothing but sign-in pages to whoever does not send the key: see ``Seal`` of the gate.
"""

from collections.abc import Mapping
from typing import Final

from egov_idp.secrets import SecretStore

SECRET: Final = "keycloak/seal"  # noqa: S105 - a reference
"""Where the key lies in the store; nowhere as long as the server was never sealed."""
VARIABLE: Final = "EGOV_SEAL"
"""What the server reads it from; without it the server is open."""
_HEADER: Final = "Egov-Seal"


def headers(secrets: SecretStore) -> Mapping[str, str]:
    """What a call to the administration has to send."""
    key = secrets.find_password(SECRET)
    return {_HEADER: key} if key else {}

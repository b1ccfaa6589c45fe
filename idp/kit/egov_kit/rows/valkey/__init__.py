"""The kit's rows in Valkey, or Redis from version 7: one server for workers on several machines.

Every key begins with tenant and module; each change is one script, so that it happens as a whole.
What ends is ended by our own clock: the server's expiry only clears away what nobody asks for any
more. Needs ``egov-kit[valkey]``.
"""

from functools import cache

from egov_kit.rows.valkey.attempts import ValkeyAttempts
from egov_kit.rows.valkey.drafts import ValkeyDrafts
from egov_kit.rows.valkey.logouts import ValkeyLogouts
from egov_kit.rows.valkey.proofs import ValkeyProofs
from egov_kit.rows.valkey.server import Keys, connect
from egov_kit.rows.valkey.sessions import ValkeySessions
from egov_kit.settings import Settings

__all__ = ["ValkeyRows", "valkey_rows"]


class ValkeyRows:
    """The kit's store of one module of one tenant."""

    def __init__(self, keys: Keys) -> None:
        self.sessions = ValkeySessions(keys)
        self.attempts = ValkeyAttempts(keys)
        self.drafts = ValkeyDrafts(keys)
        self.logouts = ValkeyLogouts(keys)
        self.proofs = ValkeyProofs(keys)


def valkey_rows(settings: Settings, tenant: str, module: str) -> ValkeyRows:
    """The rows at the server that the settings name; threads share them and its connections."""
    file = settings.session_store_password_file
    return _rows(settings.session_store or "", str(file) if file else None, tenant, module)


@cache
def _rows(address: str, password_file: str | None, tenant: str, module: str) -> ValkeyRows:
    return ValkeyRows(Keys(connect(address, password_file), tenant, module))

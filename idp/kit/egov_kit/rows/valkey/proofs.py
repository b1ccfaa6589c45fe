"""What may be shown once only, in Valkey: a key each, which the server drops by itself."""

from datetime import datetime

from egov_kit.rows.valkey.columns import seconds
from egov_kit.rows.valkey.server import Keys


class ValkeyProofs:
    """See `egov_kit.rows.ProofRows`."""

    def __init__(self, keys: Keys) -> None:
        self._add = keys.script("add_proof")

    def first_use(self, name: str, *, now: datetime, until: datetime) -> bool:
        """Whether ``name``, a digest, was not shown before; it is remembered until then."""
        return bool(self._add([name, max(1, seconds(until - now) + 1)]))

"""The kit's store of one module of one tenant, wherever it lies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from egov_kit.rows import Rows
from egov_kit.rows.sql import SqlRows, Transactions
from egov_kit.seals import Seals, seals_of
from egov_kit.settings import Settings

Now = Callable[[], datetime]
"""A clock that tells aware UTC."""


@dataclass(frozen=True, kw_only=True)
class Store:
    """Where the kit keeps its rows."""

    settings: Settings
    tenant: str
    module: str
    now: Now

    @property
    def seals(self) -> Seals:
        """What seals the tokens in these rows."""
        return seals_of(self.settings, self.module)

    def trusted_until(self, issuer: str) -> datetime:
        """From when on nobody is signed in any more by that issuer."""
        return self.settings.tenants[self.tenant].trusted_until(issuer)

    @property
    def rows(self) -> Rows:
        """The rows; nothing is opened before one is asked for."""
        if self.settings.session_store is None:
            return SqlRows(
                Transactions(settings=self.settings, tenant=self.tenant, module=self.module)
            )
        # What only this store needs is an extra of the kit; `Settings` has seen that it is there.
        from egov_kit.rows.valkey import valkey_rows

        return valkey_rows(self.settings, self.tenant, self.module)

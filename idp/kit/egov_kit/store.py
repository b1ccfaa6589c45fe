"""Short transactions on the kit's store of one module of one tenant."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from egov_kit import database
from egov_kit.settings import Settings

Now = Callable[[], datetime]
"""A clock that tells aware UTC."""


@dataclass(frozen=True, kw_only=True)
class Store:
    """Where the kit keeps its rows. Its transactions are never the module's."""

    settings: Settings
    tenant: str
    module: str
    now: Now

    def reading(self) -> AbstractContextManager[Session]:
        """A transaction that reads."""
        return database.kit_transaction(self.settings, self.tenant, self.module, write=False)

    def writing(self) -> AbstractContextManager[Session]:
        """A transaction that writes; committed when the block ends."""
        return database.kit_transaction(self.settings, self.tenant, self.module)

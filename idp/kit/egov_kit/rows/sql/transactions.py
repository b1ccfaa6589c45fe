"""Short transactions on the kit's store of one module of one tenant."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.orm import Session

from egov_kit import database
from egov_kit.database import PlainReader
from egov_kit.errors import StoreUnreachable
from egov_kit.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Transactions:
    """Transactions of the kit's own, never the module's; each may raise `StoreUnreachable`."""

    settings: Settings
    tenant: str
    module: str

    @property
    def plain(self) -> PlainReader | None:
        """What reads single rows faster, on SQLite."""
        return database.kit_reader(self.settings, self.tenant, self.module)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One that reads."""
        with (
            _told(),
            database.kit_transaction(self.settings, self.tenant, self.module, write=False) as db,
        ):
            yield db

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One that writes; committed when the block ends."""
        with _told(), database.kit_transaction(self.settings, self.tenant, self.module) as db:
            yield db


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, TimeoutError) as error:
        raise StoreUnreachable(type(error).__name__) from error

"""What may be shown once only, in SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from egov_kit.rows.sql.transactions import Transactions
from egov_kit.tables import kit_proof

_t = kit_proof.c


class SqlProofs:
    """See `egov_kit.rows.ProofRows`."""

    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def first_use(self, name: str, *, now: datetime, until: datetime) -> bool:
        """Whether ``name``, a digest, was not shown before; it is remembered until then."""
        with self._in.writing() as db:
            db.execute(delete(kit_proof).where(_t.expires_at < now))
            query = _insert(db).values(id=name, expires_at=until).on_conflict_do_nothing()
            return db.execute(query.returning(_t.id)).one_or_none() is not None


def _insert(db: Session) -> Any:  # noqa: ANN401 - one class in each dialect
    # Two workers may be shown the same at once: the database itself lets one of them in.
    on_sqlite = db.get_bind().dialect.name == "sqlite"
    return sqlite.insert(kit_proof) if on_sqlite else postgresql.insert(kit_proof)

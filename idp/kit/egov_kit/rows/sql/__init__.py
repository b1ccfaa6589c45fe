"""The kit's rows in SQL: SQLite on one machine, PostgreSQL elsewhere."""

from egov_kit.rows.sql.attempts import SqlAttempts
from egov_kit.rows.sql.drafts import SqlDrafts
from egov_kit.rows.sql.logouts import SqlLogouts
from egov_kit.rows.sql.proofs import SqlProofs
from egov_kit.rows.sql.sessions import SqlSessions
from egov_kit.rows.sql.transactions import Transactions

__all__ = ["SqlRows", "Transactions"]


class SqlRows:
    """The kit's store beside one module of one tenant."""

    def __init__(self, transactions: Transactions) -> None:
        self.sessions = SqlSessions(transactions)
        self.attempts = SqlAttempts(transactions)
        self.drafts = SqlDrafts(transactions)
        self.logouts = SqlLogouts(transactions)
        self.proofs = SqlProofs(transactions)

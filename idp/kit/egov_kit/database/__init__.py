"""The databases of the modules: SQLite files on one machine, PostgreSQL elsewhere, same code.

Each module of each tenant has two stores: its own, and the kit's beside it (sign-in sessions,
attempts, drafts; named ``kit_<module>``). They are apart so that writing a session never waits
for, or ends with, the module's own transaction.

Inside a request::

    session = database.session()          # one per request; commits if the answer is < 400

anywhere else::

    with database.transaction(settings, "danang", "onestop") as session: ...
"""

from egov_kit.database.columns import NAMING, UtcDateTime
from egov_kit.database.engines import close_all, engine_for, kit_reader, kit_store
from egov_kit.database.migrate import KIT, downgrade, migrate, migrate_kit, prepare, versions
from egov_kit.database.plain import PlainReader
from egov_kit.database.sessions import Work, begin, kit_transaction, session, transaction

__all__ = [
    "KIT",
    "NAMING",
    "PlainReader",
    "UtcDateTime",
    "Work",
    "begin",
    "close_all",
    "downgrade",
    "engine_for",
    "kit_reader",
    "kit_store",
    "kit_transaction",
    "migrate",
    "migrate_kit",
    "prepare",
    "session",
    "transaction",
    "versions",
]

"""Who changed what about people and units, in the people API's own database of each province.

A change is noted before it is made, and again when it is over: rows are only ever added. Without
the first note nothing is changed, and a change that nobody saw the end of stays ``unfinished``.
No record holds a password.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from egov_kit import database
from egov_kit.database import NAMING, UtcDateTime
from egov_kit.kit import utc_now
from egov_kit.settings import Settings
from egov_kit.store import Now
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    insert,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from egov_idp.errors import AuditUnfinished, AuditUnwritable

STORE: Final = "egov-idp"
"""The module in whose database the records lie; its migrations make the tables."""

State = Literal["done", "failed", "unfinished"]
Facts = Mapping[str, Any]

_META = MetaData(naming_convention=NAMING)
_changes = Table(
    "audit",
    _META,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime),
    Column("actor", String(200)),
    Column("action", String(40)),
    Column("subject", String(64)),
    Column("before", JSON),
    Column("after", JSON),
)
_outcomes = Table(
    "audit_outcome",
    _META,
    Column("audit_id", Integer, primary_key=True),
    Column("at", UtcDateTime),
    Column("done", Boolean),
    Column("code", String(60)),
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is about to be changed: of ``subject`` (a staff id or a unit code), from what to what.

    ``before`` and ``after`` hold only what differs, as JSON has it.
    """

    action: str
    subject: str
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One change as it was noted; ``code`` names the error of one that failed."""

    at: datetime
    actor: str
    change: Change
    state: State
    code: str


@dataclass(frozen=True, kw_only=True)
class Audit:
    """The records of one province."""

    settings: Settings
    tenant: str
    now: Now = utc_now

    @contextmanager
    def noted(self, actor: str, change: Change) -> Iterator[None]:
        """Make the change inside: it is noted before and after.

        Raises `AuditUnwritable` before anything was changed, `AuditUnfinished` after it was, and
        whatever the change raises.
        """
        number = self._begin(actor, change)
        try:
            yield
        except Exception as error:  # noted, and raised again
            with suppress(SQLAlchemyError):
                self._end(number, done=False, code=getattr(error, "code", type(error).__name__))
            raise
        try:
            self._end(number, done=True, code="")
        except SQLAlchemyError as error:
            raise AuditUnfinished(type(error).__name__) from error

    def list_records(self, subject: str, at_most: int = 100) -> list[Record]:
        """What was changed of ``subject``, the last change first."""
        question = (
            select(_changes, _outcomes.c.done, _outcomes.c.code)
            .outerjoin(_outcomes, _outcomes.c.audit_id == _changes.c.id)
            .where(_changes.c.subject == subject)
            .order_by(_changes.c.id.desc())
            .limit(at_most)
        )
        with database.transaction(self.settings, self.tenant, STORE, write=False) as session:
            return [_record(row) for row in session.execute(question).mappings()]

    def _begin(self, actor: str, change: Change) -> int:
        row = {"at": self.now(), "actor": actor, **vars(change)}
        try:
            with database.transaction(self.settings, self.tenant, STORE) as session:
                made = session.execute(insert(_changes).values(row).returning(_changes.c.id))
                return int(made.scalar_one())
        except SQLAlchemyError as error:
            raise AuditUnwritable(type(error).__name__) from error

    def _end(self, number: int, *, done: bool, code: str) -> None:
        row = {"audit_id": number, "at": self.now(), "done": done, "code": code[:60]}
        with database.transaction(self.settings, self.tenant, STORE) as session:
            session.execute(insert(_outcomes).values(row))


def _record(row: RowMapping) -> Record:
    change = Change(
        action=row["action"], subject=row["subject"], before=row["before"], after=row["after"]
    )
    states: dict[bool | None, State] = {None: "unfinished", True: "done", False: "failed"}
    return Record(
        at=row["at"],
        actor=row["actor"],
        change=change,
        state=states[row["done"]],
        code=row["code"] or "",
    )

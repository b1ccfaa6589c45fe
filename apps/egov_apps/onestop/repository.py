"""The module's SQL. It finds and stores; it decides nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from egov_kit.sql import within
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, raiseload

from egov_apps.onestop.errors import AlreadyRecorded
from egov_apps.onestop.models import Dossier, DossierCounter


@dataclass(frozen=True, kw_only=True)
class DossierPage:
    """One page of a list, and how many dossiers the whole list has."""

    dossiers: tuple[Dossier, ...]
    total: int


class DossierRepository:
    """Dossiers of one tenant."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @contextmanager
    def step(self) -> Iterator[None]:
        """All of the block or nothing; raises `AlreadyRecorded` if a unique value is taken."""
        try:
            with self._session.begin_nested():
                yield
        except IntegrityError as error:
            raise AlreadyRecorded from error

    def draw_number(self, unit: str, day: date) -> int:
        """The next number of ``unit`` on ``day``.

        Locks that counter until the transaction ends, so that the next one to draw sees whether
        this number was used: a transaction that is rolled back gives it back.
        """
        counter = {"unit_code": unit, "day": day, "last": 1}
        drawn: int = self._session.execute(self._upsert(counter)).scalar_one()
        return drawn

    def add(self, dossier: Dossier) -> None:
        """Store ``dossier``."""
        self._session.add(dossier)
        self._session.flush()

    def find_by_submission(self, submission_id: UUID) -> Dossier | None:
        """The dossier that a form led to."""
        asked = select(Dossier).where(Dossier.submission_id == submission_id)
        return self._session.scalars(asked).one_or_none()

    def find_unit(self, dossier_id: UUID) -> str | None:
        """The unit that received a dossier."""
        return self._session.scalar(select(Dossier.unit_code).where(Dossier.id == dossier_id))

    def find(self, dossier_id: UUID, units: Sequence[str]) -> Dossier | None:
        """A dossier, if one of ``units`` covers the unit that received it."""
        asked = select(Dossier).where(Dossier.id == dossier_id, within(Dossier.unit_code, units))
        return self._session.scalars(asked).one_or_none()

    def get_page(
        self, units: Sequence[str], words: Sequence[str], *, offset: int, limit: int
    ) -> DossierPage:
        """The dossiers that ``units`` cover and that hold all ``words``, newest first."""
        wanted = and_(within(Dossier.unit_code, units), *(_holds(word) for word in words))
        total = self._session.scalar(select(func.count()).select_from(Dossier).where(wanted))
        rows = self._session.scalars(
            select(Dossier)
            .where(wanted)
            .order_by(Dossier.received_at.desc(), Dossier.code.desc())
            .offset(offset)
            .limit(limit)
            .options(raiseload(Dossier.parts))
        )
        return DossierPage(dossiers=tuple(rows), total=total or 0)

    def _upsert(self, counter: dict[str, Any]) -> Any:  # noqa: ANN401 - the two dialects' own types
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        return (
            dialect.insert(DossierCounter)
            .values(counter)
            .on_conflict_do_update(
                index_elements=["unit_code", "day"], set_={"last": DossierCounter.last + 1}
            )
            .returning(DossierCounter.last)
        )


def _holds(word: str) -> ColumnElement[bool]:
    return Dossier.search_text.contains(word, autoescape=True)

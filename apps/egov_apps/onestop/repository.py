"""The module's SQL. It finds and stores; it decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from egov_kit.sql import within
from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, raiseload

from egov_apps.onestop.models import Dossier, DossierCounter, DossierOpening
from egov_apps.onestop.numbering import draw


@dataclass(frozen=True, kw_only=True)
class DossierPage:
    """One page of a list, and how many dossiers the whole list has."""

    dossiers: tuple[Dossier, ...]
    total: int


@dataclass(frozen=True, kw_only=True)
class WorkPage:
    """One page of a work list; ``waiting``: how many it has of each field (its code), none of 0.

    With ``field`` the page is of that field alone, and ``waiting`` still of all.
    """

    dossiers: tuple[Dossier, ...]
    waiting: Mapping[str, int]
    field: str

    @property
    def total(self) -> int:
        """How many dossiers all pages of the list have."""
        return self.waiting.get(self.field, 0) if self.field else sum(self.waiting.values())


@dataclass(frozen=True, kw_only=True)
class Work:
    """Dossiers in ``states`` within ``unit``: received there (``at_the_desk``) or worked on."""

    states: tuple[str, ...]
    unit: str
    at_the_desk: bool


class DossierRepository:
    """Dossiers of one tenant."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def draw_number(self, unit: str, day: date) -> int:
        """The next number of ``unit`` on ``day``."""
        return draw(self._session, DossierCounter, unit_code=unit, day=day)

    def add(self, dossier: Dossier) -> None:
        """Store ``dossier``."""
        self._session.add(dossier)
        self._session.flush()

    def find_by_submission(self, submission_id: UUID) -> Dossier | None:
        """The dossier that a form led to."""
        asked = select(Dossier).where(Dossier.submission_id == submission_id)
        return self._session.scalars(asked).one_or_none()

    def find_any(self, dossier_id: UUID) -> Dossier | None:
        """A dossier, wherever it is."""
        return self._session.get(Dossier, dossier_id)

    def find(self, dossier_id: UUID, units: Sequence[str]) -> Dossier | None:
        """A dossier, if it was received or is worked on within ``units``."""
        asked = select(Dossier).where(Dossier.id == dossier_id, _reached(units))
        return self._session.scalars(asked).one_or_none()

    def find_by_code(self, code: str, units: Sequence[str]) -> Dossier | None:
        """The dossier of that code, if it was received or is worked on within ``units``."""
        asked = select(Dossier).where(Dossier.code == code, _reached(units))
        return self._session.scalars(asked).one_or_none()

    def find_to_change(self, dossier_id: UUID) -> Dossier | None:
        """A dossier as it is now; nobody else changes it until the transaction ends."""
        asked = select(Dossier).where(Dossier.id == dossier_id)
        locked = asked.with_for_update().execution_options(populate_existing=True)
        return self._session.scalars(locked).one_or_none()

    def list_openings(self, dossier_id: UUID, *, limit: int) -> list[DossierOpening]:
        """Who opened a dossier, newest first."""
        asked = select(DossierOpening).where(DossierOpening.dossier_id == dossier_id)
        return list(self._session.scalars(asked.order_by(DossierOpening.at.desc()).limit(limit)))

    def get_page(
        self, units: Sequence[str], words: Sequence[str], *, offset: int, limit: int
    ) -> DossierPage:
        """The dossiers that ``units`` cover and that hold all ``words``, newest first."""
        wanted = and_(_reached(units), *(_holds(word) for word in words))
        newest = (Dossier.received_at.desc(), Dossier.code.desc())
        return self._page(wanted, newest, offset=offset, limit=limit)

    def list_applicants(
        self, units: Sequence[str], *, words: Sequence[str] = (), number: str = "", limit: int
    ) -> list[Dossier]:
        """The last dossier of each applicant within ``units``, the newest first.

        Each of ``words`` begins a word of the folded name; ``number`` begins the number.
        """
        begun = (Dossier.search_text.contains(f" {word}", autoescape=True) for word in words)
        named = [*begun, *([_begins(Dossier.applicant_number, number)] if number else ())]
        last = (
            select(func.max(Dossier.received_at).label("at"), Dossier.applicant_number)
            .where(_reached(units), *named)
            .group_by(Dossier.applicant_number)
            .order_by(func.max(Dossier.received_at).desc())
            .limit(limit)
            .subquery()
        )
        same = and_(
            Dossier.applicant_number == last.c.applicant_number, Dossier.received_at == last.c.at
        )
        rows = self._session.scalars(
            select(Dossier)
            .join(last, same)
            .where(_reached(units))
            .order_by(Dossier.received_at.desc(), Dossier.code)
            .options(raiseload(Dossier.parts))
        )
        # Two of one person in the same moment are one person.
        return list({each.applicant_number: each for each in rows}.values())

    def get_work(
        self,
        work: Sequence[Work],
        holder: UUID | None,
        *,
        field: str = "",
        offset: int,
        limit: int,
    ) -> WorkPage:
        """The dossiers that are one of ``work``, what is due first at the top.

        With ``holder`` only what they have claimed, with ``field`` only those of that code.
        """
        wanted = or_(false(), *(_is(each) for each in work))
        if holder is not None:
            wanted = and_(wanted, Dossier.holder == holder)
        first = (Dossier.due_at.is_(None), Dossier.due_at, Dossier.received_at, Dossier.code)
        here = and_(wanted, Dossier.field_code == field) if field else wanted
        rows = self._rows(here, first, offset=offset, limit=limit)
        return WorkPage(dossiers=rows, waiting=self._by_field(wanted), field=field)

    def _by_field(self, wanted: ColumnElement[bool]) -> dict[str, int]:
        counted = select(Dossier.field_code, func.count()).where(wanted)
        rows = self._session.execute(counted.group_by(Dossier.field_code))
        return {row[0]: row[1] for row in rows}

    def _page(
        self,
        wanted: ColumnElement[bool],
        order: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]],
        *,
        offset: int,
        limit: int,
    ) -> DossierPage:
        total = self._session.scalar(select(func.count()).select_from(Dossier).where(wanted))
        rows = self._rows(wanted, order, offset=offset, limit=limit)
        return DossierPage(dossiers=rows, total=total or 0)

    def _rows(
        self,
        wanted: ColumnElement[bool],
        order: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]],
        *,
        offset: int,
        limit: int,
    ) -> tuple[Dossier, ...]:
        rows = self._session.scalars(
            select(Dossier)
            .where(wanted)
            .order_by(*order)
            .offset(offset)
            .limit(limit)
            .options(raiseload(Dossier.parts))
        )
        return tuple(rows)


def _is(work: Work) -> ColumnElement[bool]:
    unit = Dossier.unit_code if work.at_the_desk else Dossier.at_unit
    return and_(Dossier.state.in_(work.states), within(unit, [work.unit]))


def _reached(units: Sequence[str]) -> ColumnElement[bool]:
    return or_(within(Dossier.unit_code, units), within(Dossier.at_unit, units))


def _begins(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """A range, which an index serves in every collation of digits."""
    return and_(column >= text, column < f"{text}:")


def _holds(word: str) -> ColumnElement[bool]:
    return Dossier.search_text.contains(word, autoescape=True)

"""What there is to do: the dossiers whose next act is that of an officer's roles."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from egov_apps.onestop.acts import act, claim
from egov_apps.onestop.errors import ActRefused, DossierUnknown
from egov_apps.onestop.models import Dossier
from egov_apps.onestop.officer import Officer
from egov_apps.onestop.repository import DossierRepository, Work, WorkPage
from egov_apps.onestop.said import Said
from egov_apps.onestop.workflow import AT_THE_DESK, Action, Role, states_of

PAGE: Final = 50
BULK: Final = (Action.CLAIM, Action.SUBMIT, Action.ENDORSE, Action.SIGN, Action.ISSUE)
"""What can be done with many dossiers at once: what needs nothing said."""


@dataclass(frozen=True, kw_only=True)
class Picked:
    """A dossier of a list, at the version that the list showed."""

    dossier_id: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one of many; ``refusal`` is `None` if it was, or would be, done."""

    picked: Picked
    code: str
    refusal: ActRefused | DossierUnknown | None


def list_work(
    session: Session, officer: Officer, page: int, *, mine: bool = False, field: str = ""
) -> WorkPage:
    """One page (from 1) of an officer's work, what is due first at its top.

    What is overdue comes before the rest; what has no date, as in a pause, comes last. ``mine``:
    only what the officer has claimed; ``field``: only procedures of the field of this code.
    """
    return DossierRepository(session).get_work(
        _work_of(officer),
        officer.staff_id if mine else None,
        field=field,
        offset=(page - 1) * PAGE,
        limit=PAGE,
    )


def plan_many(
    session: Session, action: Action, picked: list[Picked], officer: Officer, *, now: datetime
) -> list[Outcome]:
    """What `do_many` would do: each is tried and taken back."""
    return _each(session, action, picked, officer, now, keep=False)


def do_many(
    session: Session, action: Action, picked: list[Picked], officer: Officer, *, now: datetime
) -> list[Outcome]:
    """Do ``action`` with each that allows it; one that does not stops none of the others."""
    return _each(session, action, picked, officer, now, keep=True)


def _work_of(officer: Officer) -> list[Work]:
    return [
        Work(
            states=tuple(sorted(states_of(Role(each.role)))),
            unit=each.unit,
            at_the_desk=each.role in AT_THE_DESK,
        )
        for each in officer.grants
    ]


def _each(
    session: Session,
    action: Action,
    picked: list[Picked],
    officer: Officer,
    now: datetime,
    *,
    keep: bool,
) -> list[Outcome]:
    do = _doing(session, action, officer, now)
    return [_try(session, do, each, keep=keep) for each in picked]


def _doing(
    session: Session, action: Action, officer: Officer, now: datetime
) -> Callable[[Picked], Dossier]:
    def do(each: Picked) -> Dossier:
        if action is Action.CLAIM:
            return claim(session, each.dossier_id, each.version, officer, now=now)
        said = Said(version=each.version)
        return act(session, each.dossier_id, action, said, officer, now=now)

    return do


def _try(session: Session, do: Callable[[Picked], Dossier], each: Picked, *, keep: bool) -> Outcome:
    step = session.begin_nested()
    refusal: ActRefused | DossierUnknown | None = None
    try:
        do(each)
    except (ActRefused, DossierUnknown) as error:
        refusal = error
    if keep and refusal is None:
        step.commit()
    else:
        step.rollback()
    found = DossierRepository(session).find_any(each.dossier_id)
    return Outcome(picked=each, code=found.code if found else "", refusal=refusal)

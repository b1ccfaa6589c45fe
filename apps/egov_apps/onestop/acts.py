"""Acting on a dossier: each act is allowed, guarded, done and written down, or nothing happens."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from egov_apps.onestop import effects, guards
from egov_apps.onestop.errors import Changed, DossierUnknown, HeldByAnother, NotYours
from egov_apps.onestop.models import Dossier, DossierStep, Sync
from egov_apps.onestop.officer import Officer
from egov_apps.onestop.repository import DossierRepository
from egov_apps.onestop.said import Said
from egov_apps.onestop.workflow import WORKERS, Action, Move, State, get_move, list_moves

_NOTHING: Final = Said(version=0)


def act(
    session: Session,
    dossier_id: UUID,
    action: Action,
    said: Said,
    officer: Officer,
    *,
    now: datetime,
) -> Dossier:
    """Do ``action`` and write the step; raises `DossierUnknown` or what `ActRefused` gathers.

    ``said.version`` is the version that the officer looked at: who acts on an older one gets
    `Changed`, so that two officers never overwrite each other.
    """
    dossier = _get_to_change(session, dossier_id, said.version)
    move = get_allowed(dossier, action, officer)
    guards.check(dossier, move, said, now)
    step = _step(dossier, action, officer, now, said)
    effects.apply(dossier, move, said, now)
    _hand_on(dossier, move)
    return _write(session, dossier, step)


def claim(
    session: Session, dossier_id: UUID, version: int, officer: Officer, *, now: datetime
) -> Dossier:
    """Make ``officer`` the one who works on a dossier.

    Who holds a post for somebody away takes over what a colleague has claimed: the step says for
    whom. Others get `HeldByAnother`.
    """
    dossier = _get_to_change(session, dossier_id, version)
    _work_of(dossier, officer)
    if dossier.holder == officer.staff_id:
        return dossier
    taken_from = dossier.holder_name
    if taken_from and not officer.post.acting:
        raise HeldByAnother(taken_from)
    step = _step(dossier, Action.TAKE_OVER if taken_from else Action.CLAIM, officer, now)
    step.for_name = taken_from
    dossier.holder, dossier.holder_name = officer.staff_id, officer.name
    return _write(session, dossier, step)


def release(
    session: Session, dossier_id: UUID, version: int, officer: Officer, *, now: datetime
) -> Dossier:
    """Let colleagues claim the dossier; raises `HeldByAnother` if it is not the officer's."""
    dossier = _get_to_change(session, dossier_id, version)
    _work_of(dossier, officer)
    if dossier.holder != officer.staff_id:
        raise HeldByAnother(dossier.holder_name)
    step = _step(dossier, Action.RELEASE, officer, now)
    dossier.holder, dossier.holder_name = None, ""
    return _write(session, dossier, step)


def get_allowed(dossier: Dossier, action: Action, officer: Officer) -> Move:
    """The move that ``officer`` would make; raises `NotNow`, `NotYours` or `HeldByAnother`."""
    move = get_move(State(dossier.state), action)
    refusal = _find_refusal(dossier, move, officer)
    if refusal is not None:
        raise refusal
    return move


def list_allowed(dossier: Dossier, officer: Officer) -> list[Move]:
    """The moves that ``officer`` may make now; what each needs is asked when they make it."""
    return [
        move
        for move in list_moves(State(dossier.state))
        if _find_refusal(dossier, move, officer) is None
    ]


def may_claim(dossier: Dossier, officer: Officer) -> bool:
    """Whether `claim` would succeed and change something."""
    worker = WORKERS.get(State(dossier.state))
    free = dossier.holder is None or (officer.post.acting and dossier.holder != officer.staff_id)
    return free and worker is not None and officer.has(worker, dossier)


def first_step(dossier: Dossier, officer: Officer, action: Action, now: datetime) -> DossierStep:
    """The step with which the life of a new ``dossier`` begins."""
    step = _step(dossier, action, officer, now)
    step.from_state, step.version = "", 1
    return _arrive(dossier, step)


def _get_to_change(session: Session, dossier_id: UUID, version: int) -> Dossier:
    dossier = DossierRepository(session).find_to_change(dossier_id)
    if dossier is None:
        raise DossierUnknown(dossier_id)
    if dossier.version != version:
        raise Changed(version, dossier.version)
    return dossier


def _find_refusal(
    dossier: Dossier, move: Move, officer: Officer
) -> NotYours | HeldByAnother | None:
    """Who claims a dossier keeps their own colleagues off it, not those of another role."""
    roles = {role for role in move.roles if officer.has(role, dossier)}
    if not roles:
        return NotYours(move.action)
    held = dossier.holder not in (None, officer.staff_id)
    if held and roles == {WORKERS[move.source]}:
        return HeldByAnother(dossier.holder_name)
    return None


def _work_of(dossier: Dossier, officer: Officer) -> None:
    worker = WORKERS.get(State(dossier.state))
    if worker is None or not officer.has(worker, dossier):
        raise NotYours(Action.CLAIM)


def _hand_on(dossier: Dossier, move: Move) -> None:
    """What is sent back goes to who had it; what changes hands is free; the rest stays held."""
    if WORKERS.get(move.source) is WORKERS.get(move.target):
        return
    dossier.holder, dossier.holder_name = None, ""
    if move.action is Action.SEND_BACK:
        before = [each for each in dossier.steps if each.from_state == move.target]
        if before:
            dossier.holder, dossier.holder_name = before[-1].staff_id, before[-1].name


def _step(
    dossier: Dossier, action: Action, officer: Officer, now: datetime, said: Said = _NOTHING
) -> DossierStep:
    return DossierStep(
        position=len(dossier.steps) + 1,
        action=action,
        from_state=dossier.state,
        at=now,
        staff_id=officer.staff_id,
        name=officer.name,
        post=officer.post.id,
        unit_code=officer.post.unit,
        title=officer.post.title,
        acting=officer.post.acting,
        note=said.note or said.number or said.recipient,
        legal_basis=said.legal_basis,
    )


def _write(session: Session, dossier: Dossier, step: DossierStep) -> Dossier:
    step.version = dossier.version + 1
    dossier.steps.append(_arrive(dossier, step))
    dossier.sync = Sync.PENDING
    session.flush()
    return dossier


def _arrive(dossier: Dossier, step: DossierStep) -> DossierStep:
    step.to_state, step.to_unit, step.due_at = dossier.state, dossier.at_unit, dossier.due_at
    return step

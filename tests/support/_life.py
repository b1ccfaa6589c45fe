"""Dossiers in any state, led there by the acts themselves."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from egov_apps.onestop.acts import act
from egov_apps.onestop.models import Dossier
from egov_apps.onestop.officer import Officer
from egov_apps.onestop.said import Defect, Said
from egov_apps.onestop.service import Intake, register
from egov_apps.onestop.workflow import Action, Role, State
from sqlalchemy.orm import Session

from tests.support._dossiers import NOON, a_receiver, an_officer, in_days, record

EVERYBODY: Final = {role: an_officer(role) for role in Role}
"""One officer for each role in the Department of Construction."""

WAYS: Final[Mapping[State, tuple[tuple[Action, Role], ...]]] = {
    State.RECEIVED: (),
    State.NOT_RECEIVED: ((Action.REFUSE, Role.COUNTER),),
    State.WITHDRAWN: ((Action.WITHDRAW, Role.COUNTER),),
    State.VOID: ((Action.VOID, Role.CONTROLLER),),
    State.WITH_SPECIALIST: (to_specialist := ((Action.TRANSFER, Role.COUNTER),)),
    State.AWAITING_PAPERS: (*to_specialist, (Action.REQUEST_PAPERS, Role.SPECIALIST)),
    State.AWAITING_PAYMENT: (*to_specialist, (Action.REQUEST_PAYMENT, Role.SPECIALIST)),
    State.WITH_HEAD: (to_head := (*to_specialist, (Action.SUBMIT, Role.SPECIALIST))),
    State.STOPPED: (*to_head, (Action.STOP, Role.HEAD)),
    State.WITH_SIGNER: (to_signer := (*to_head, (Action.ENDORSE, Role.HEAD))),
    State.WITH_CLERK: (to_clerk := (*to_signer, (Action.SIGN, Role.SIGNER))),
    State.FINISHED: (
        finished := (*to_clerk, (Action.NUMBER, Role.CLERK), (Action.ISSUE, Role.CLERK))
    ),
    State.RETURNED: (*finished, (Action.RETURN, Role.RETURN)),
}
"""How a dossier that was received at a counter gets to a state."""


def all_said(dossier: Dossier, **changes: object) -> Said:
    """What suffices for any act on ``dossier`` as it is now."""
    said: dict[str, object] = {
        "version": dossier.version,
        "note": "Theo quy định",
        "legal_basis": "Khoản 2 Điều 9",
        "unit": dossier.unit_code,
        "defects": (Defect(text="Thiếu chữ ký"),),
        "stage": "Thẩm định",
        "approver": "Phạm Thị Dung",
        "number": "12/QĐ-SXD",
        "extension": 2,
        "recipient": "Trần Thị Đào",
    }
    return Said(**(said | changes))  # type: ignore[arg-type]


def do(
    session: Session,
    dossier: Dossier,
    action: Action,
    officer: Officer | Role,
    *,
    now: datetime = NOON,
    **said: object,
) -> Dossier:
    """One act, with all that it could need said."""
    by = EVERYBODY[officer] if isinstance(officer, Role) else officer
    return act(session, dossier.id, action, all_said(dossier, **said), by, now=now)


def lead(session: Session, dossier: Dossier, state: State, *, now: datetime = NOON) -> Dossier:
    """Bring a received dossier to ``state``."""
    for action, role in WAYS[state]:
        do(session, dossier, action, role, now=now)
    return dossier


def put(session: Session, state: State, intake: Intake | None = None) -> Dossier:
    """A dossier that came in at `NOON` and is in ``state``; due in five working days."""
    intake = intake or in_days(5)
    if state is State.REGISTERED:
        return register(session, intake, a_receiver(), now=NOON, choose=secrets.choice)
    return lead(session, record(session, intake), state)

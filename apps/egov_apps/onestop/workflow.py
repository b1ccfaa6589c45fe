"""The life of a dossier as a table: in which state who may do what, and where it leads.

Nothing here knows of a database or a page. The national list of statuses is the contract with
other systems; the states are ours, and each has one national status.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from egov_apps.onestop.errors import NotNow


class Status(IntEnum):
    """The national list of dossier statuses."""

    REGISTERED = 1
    RECEIVED = 2
    REFUSED = 3
    PROCESSING = 4
    SUPPLEMENT = 5
    PAYMENT = 6
    WITHDRAWN = 7
    STOPPED = 8
    PROCESSED = 9
    RETURNED = 10


class State(StrEnum):
    """The business line: where a dossier is."""

    REGISTERED = "registered"
    NOT_RECEIVED = "not_received"
    RECEIVED = "received"
    WITH_SPECIALIST = "with_specialist"
    WITH_HEAD = "with_head"
    WITH_SIGNER = "with_signer"
    WITH_CLERK = "with_clerk"
    AWAITING_PAPERS = "awaiting_papers"
    AWAITING_PAYMENT = "awaiting_payment"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    VOID = "void"
    FINISHED = "finished"
    RETURNED = "returned"


class Role(StrEnum):
    """The roles of ``module.toml``."""

    COUNTER = "counter"
    SPECIALIST = "specialist"
    HEAD = "head"
    SIGNER = "signer"
    CLERK = "clerk"
    RETURN = "return"
    CONTROLLER = "controller"


class Action(StrEnum):
    """What somebody does with a dossier; the last five move it nowhere."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    TRANSFER = "transfer"
    REQUEST_PAPERS = "request-papers"
    REQUEST_PAYMENT = "request-payment"
    RESUME = "resume"
    SUBMIT = "submit"
    SUBMIT_TO_SIGNER = "submit-to-signer"
    ENDORSE = "endorse"
    SEND_BACK = "send-back"
    SIGN = "sign"
    NUMBER = "number"
    ISSUE = "issue"
    RETURN = "return"
    REAPPOINT = "reappoint"
    WITHDRAW = "withdraw"
    STOP = "stop"
    VOID = "void"
    RECEIVE = "receive"
    REGISTER = "register"
    CLAIM = "claim"
    RELEASE = "release"
    TAKE_OVER = "take-over"


class Need(StrEnum):
    """What must be said, or must hold, for a move; `egov_apps.onestop.guards` checks each."""

    REASON = "reason"
    LEGAL_BASIS = "legal-basis"
    UNIT = "unit"
    DEFECTS = "defects"
    GROUNDS = "grounds"
    EXTENSION = "extension"
    APOLOGY = "apology"
    NUMBER = "number"
    NUMBERED = "numbered"
    NOT_NUMBERED = "not-numbered"
    RECIPIENT = "recipient"
    RECEPTION_PAID = "reception-paid"
    SUPPLEMENT_PAID = "supplement-paid"
    RESULT_PAID = "result-paid"


@dataclass(frozen=True, kw_only=True)
class Move:
    """One row of the table: any of ``roles`` may do ``action`` in ``source``."""

    source: State
    action: Action
    target: State
    roles: frozenset[Role]
    needs: frozenset[Need]


@dataclass(frozen=True, kw_only=True)
class _National:
    status: Status
    entry: bool = True


_NATIONAL: Final[Mapping[State, _National]] = {
    State.REGISTERED: _National(status=Status.REGISTERED),
    State.RECEIVED: _National(status=Status.RECEIVED),
    State.NOT_RECEIVED: _National(status=Status.REFUSED),
    State.WITH_SPECIALIST: _National(status=Status.PROCESSING),
    State.WITH_HEAD: _National(status=Status.PROCESSING, entry=False),
    State.WITH_SIGNER: _National(status=Status.PROCESSING, entry=False),
    State.WITH_CLERK: _National(status=Status.PROCESSING, entry=False),
    State.AWAITING_PAPERS: _National(status=Status.SUPPLEMENT),
    State.AWAITING_PAYMENT: _National(status=Status.PAYMENT),
    State.WITHDRAWN: _National(status=Status.WITHDRAWN),
    State.STOPPED: _National(status=Status.STOPPED),
    State.VOID: _National(status=Status.STOPPED, entry=False),
    State.FINISHED: _National(status=Status.PROCESSED),
    State.RETURNED: _National(status=Status.RETURNED),
}

WORKERS: Final[Mapping[State, Role]] = {
    State.REGISTERED: Role.COUNTER,
    State.RECEIVED: Role.COUNTER,
    State.WITH_SPECIALIST: Role.SPECIALIST,
    State.AWAITING_PAPERS: Role.SPECIALIST,
    State.AWAITING_PAYMENT: Role.SPECIALIST,
    State.WITH_HEAD: Role.HEAD,
    State.WITH_SIGNER: Role.SIGNER,
    State.WITH_CLERK: Role.CLERK,
    State.FINISHED: Role.RETURN,
}
"""Whose work a dossier is in a state; in one that is not here there is none left to do."""

AT_THE_DESK: Final = frozenset({Role.COUNTER, Role.RETURN, Role.CONTROLLER})
"""Roles of the unit that received the dossier; the others are of the unit that works on it."""

_PAUSED: Final = (State.AWAITING_PAPERS, State.AWAITING_PAYMENT)
_IN_WORK: Final = (State.WITH_SPECIALIST, State.WITH_HEAD, State.WITH_SIGNER)


def _moves(
    source: State | tuple[State, ...],
    action: Action,
    target: State | None,
    roles: set[Role],
    *needs: Need,
) -> tuple[Move, ...]:
    """The rows of one action; without ``target`` the dossier stays where it is."""
    sources = (source,) if isinstance(source, State) else source
    return tuple(
        Move(
            source=each,
            action=action,
            target=target or each,
            roles=frozenset(roles),
            needs=frozenset(needs),
        )
        for each in sources
    )


MOVES: Final = (
    *_moves(State.REGISTERED, Action.ACCEPT, State.RECEIVED, {Role.COUNTER}),
    *_moves(
        (State.REGISTERED, State.RECEIVED),
        Action.REFUSE,
        State.NOT_RECEIVED,
        {Role.COUNTER},
        Need.REASON,
        Need.LEGAL_BASIS,
    ),
    *_moves(
        State.RECEIVED,
        Action.TRANSFER,
        State.WITH_SPECIALIST,
        {Role.COUNTER},
        Need.UNIT,
        Need.RECEPTION_PAID,
    ),
    *_moves(
        State.WITH_SPECIALIST,
        Action.REQUEST_PAPERS,
        State.AWAITING_PAPERS,
        {Role.SPECIALIST},
        Need.DEFECTS,
        Need.GROUNDS,
    ),
    *_moves(
        State.WITH_SPECIALIST,
        Action.REQUEST_PAYMENT,
        State.AWAITING_PAYMENT,
        {Role.SPECIALIST},
        Need.REASON,
    ),
    *_moves(
        _PAUSED,
        Action.RESUME,
        State.WITH_SPECIALIST,
        {Role.COUNTER, Role.SPECIALIST},
        Need.REASON,
        Need.SUPPLEMENT_PAID,
    ),
    *_moves(State.WITH_SPECIALIST, Action.SUBMIT, State.WITH_HEAD, {Role.SPECIALIST}, Need.APOLOGY),
    *_moves(
        State.WITH_SPECIALIST,
        Action.SUBMIT_TO_SIGNER,
        State.WITH_SIGNER,
        {Role.SPECIALIST},
        Need.APOLOGY,
    ),
    *_moves(State.WITH_HEAD, Action.ENDORSE, State.WITH_SIGNER, {Role.HEAD}, Need.APOLOGY),
    *_moves(State.WITH_SIGNER, Action.SIGN, State.WITH_CLERK, {Role.SIGNER}, Need.APOLOGY),
    *_moves(State.WITH_CLERK, Action.NUMBER, None, {Role.CLERK}, Need.NUMBER, Need.NOT_NUMBERED),
    *_moves(State.WITH_CLERK, Action.ISSUE, State.FINISHED, {Role.CLERK}, Need.NUMBERED),
    *_moves(
        State.FINISHED,
        Action.RETURN,
        State.RETURNED,
        {Role.RETURN},
        Need.RECIPIENT,
        Need.RESULT_PAID,
    ),
    *_moves(
        State.WITH_SPECIALIST, Action.SEND_BACK, State.RECEIVED, {Role.SPECIALIST}, Need.REASON
    ),
    *_moves(State.WITH_HEAD, Action.SEND_BACK, State.WITH_SPECIALIST, {Role.HEAD}, Need.REASON),
    *_moves(State.WITH_SIGNER, Action.SEND_BACK, State.WITH_SPECIALIST, {Role.SIGNER}, Need.REASON),
    *_moves(
        State.WITH_CLERK,
        Action.SEND_BACK,
        State.WITH_SIGNER,
        {Role.CLERK},
        Need.REASON,
        Need.NOT_NUMBERED,
    ),
    *_moves(
        State.WITH_HEAD,
        Action.REFUSE,
        State.NOT_RECEIVED,
        {Role.HEAD},
        Need.REASON,
        Need.LEGAL_BASIS,
    ),
    *_moves(
        State.WITH_SIGNER,
        Action.REFUSE,
        State.NOT_RECEIVED,
        {Role.SIGNER},
        Need.REASON,
        Need.LEGAL_BASIS,
    ),
    *_moves(
        _IN_WORK,
        Action.REAPPOINT,
        None,
        {Role.HEAD, Role.SIGNER},
        Need.REASON,
        Need.EXTENSION,
    ),
    *_moves(
        (State.REGISTERED, State.RECEIVED, *_IN_WORK, *_PAUSED),
        Action.WITHDRAW,
        State.WITHDRAWN,
        {Role.COUNTER},
        Need.REASON,
    ),
    *_moves(
        (*_IN_WORK, *_PAUSED),
        Action.STOP,
        State.STOPPED,
        {Role.HEAD, Role.SIGNER},
        Need.REASON,
        Need.LEGAL_BASIS,
    ),
    *_moves(State.RECEIVED, Action.VOID, State.VOID, {Role.COUNTER, Role.CONTROLLER}, Need.REASON),
    *_moves((*_IN_WORK, *_PAUSED), Action.VOID, State.VOID, {Role.CONTROLLER}, Need.REASON),
)
"""All that can happen to a dossier once it is there."""

_BY_STATE_AND_ACTION: Final = {(each.source, each.action): each for each in MOVES}

TERMINAL: Final = frozenset(State) - {each.source for each in MOVES}
"""States that nothing leads out of."""


def national(state: State) -> Status:
    """The national status of a state."""
    return _NATIONAL[state].status


def entry(status: Status) -> State:
    """The state that a national status stands for where another system names no more than that."""
    return next(state for state, told in _NATIONAL.items() if told.status is status and told.entry)


def get_move(state: State, action: Action) -> Move:
    """The row for ``action`` in ``state``; raises `NotNow`."""
    found = _BY_STATE_AND_ACTION.get((state, action))
    if found is None:
        raise NotNow(state, action)
    return found


def list_moves(state: State) -> list[Move]:
    """What can happen in ``state``."""
    return [each for each in MOVES if each.source is state]


def roles_of(action: Action) -> frozenset[Role]:
    """Who may ever do ``action``."""
    return frozenset(role for each in MOVES if each.action is action for role in each.roles)


def states_of(role: Role) -> frozenset[State]:
    """The states in which a dossier is the work of ``role``."""
    return frozenset(state for state, worker in WORKERS.items() if worker is role)

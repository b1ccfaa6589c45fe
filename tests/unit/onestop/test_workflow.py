"""The table of the life of a dossier, looked at as a whole."""

from collections.abc import Iterable
from itertools import product

import pytest
from egov_apps.onestop.errors import NotNow
from egov_apps.onestop.guards import GUARDS
from egov_apps.onestop.rights import MODULE
from egov_apps.onestop.workflow import (
    MOVES,
    TERMINAL,
    WORKERS,
    Action,
    Move,
    Need,
    Role,
    State,
    Status,
    entry,
    get_move,
    list_moves,
    national,
    roles_of,
)

MOVING_NOTHING = {Action.RECEIVE, Action.REGISTER, Action.CLAIM, Action.RELEASE, Action.TAKE_OVER}


def reachable(start: State) -> set[State]:
    found, todo = {start}, [start]
    while todo:
        new = {move.target for move in list_moves(todo.pop())} - found
        found |= new
        todo += new
    return found


@pytest.mark.parametrize("status", Status)
def test_domain_9_each_national_code_comes_back_from_its_state(status: Status) -> None:
    assert national(entry(status)) is status


def test_domain_9_each_state_has_one_code_and_each_code_one_entry() -> None:
    assert {entry(status) for status in Status} <= set(State)
    assert {national(state) for state in State} == set(Status)
    assert national(State.VOID) is Status.STOPPED
    assert entry(Status.STOPPED) is State.STOPPED
    assert entry(Status.PROCESSING) is State.WITH_SPECIALIST


@pytest.mark.parametrize("state", sorted(set(State) - TERMINAL))
def test_every_state_that_is_no_end_leads_to_one(state: State) -> None:
    assert reachable(state) & TERMINAL


def test_the_ends_are_those_of_the_national_list() -> None:
    assert {
        State.NOT_RECEIVED,
        State.WITHDRAWN,
        State.STOPPED,
        State.VOID,
        State.RETURNED,
    } == TERMINAL


def test_every_state_is_reached_from_a_registration() -> None:
    assert reachable(State.REGISTERED) == set(State)


def test_a_state_has_a_worker_unless_it_is_an_end() -> None:
    assert set(WORKERS) == set(State) - TERMINAL


@pytest.mark.parametrize("state", WORKERS)
def test_the_worker_of_a_state_alone_can_bring_the_dossier_on(state: State) -> None:
    onward = [m for m in list_moves(state) if WORKERS[state] in m.roles and m.target is not state]

    assert onward


@pytest.mark.parametrize(("state", "action"), [*product(State, Action)])
def test_an_action_has_one_row_in_a_state_or_is_refused(state: State, action: Action) -> None:
    rows = [each for each in MOVES if (each.source, each.action) == (state, action)]
    if rows:
        assert [get_move(state, action)] == rows
    else:
        with pytest.raises(NotNow):
            get_move(state, action)


def test_every_action_moves_or_is_known_not_to() -> None:
    assert {each.action for each in MOVES} == set(Action) - MOVING_NOTHING


def test_every_need_has_a_guard_and_a_move() -> None:
    assert set(GUARDS) == set(Need)
    assert {need for move in MOVES for need in move.needs} == set(Need)


def test_the_roles_are_those_of_the_module() -> None:
    assert set(MODULE.roles) == set(Role)


def test_signing_numbering_and_issuing_are_acts_of_their_own() -> None:
    assert roles_of(Action.SIGN) == {Role.SIGNER}
    assert roles_of(Action.NUMBER) == roles_of(Action.ISSUE) == {Role.CLERK}
    assert [move.source for move in MOVES if move.action is Action.ISSUE] == [State.WITH_CLERK]
    assert actions_into(State.WITH_CLERK) == {Action.SIGN, Action.NUMBER}


def test_nobody_but_the_return_desk_ends_what_is_finished() -> None:
    assert [(m.action, m.roles) for m in list_moves(State.FINISHED)] == [
        (Action.RETURN, {Role.RETURN})
    ]


@pytest.mark.parametrize("action", [Action.REFUSE, Action.STOP])
def test_ending_against_the_applicant_needs_a_legal_basis(action: Action) -> None:
    for move in moves_of(action):
        assert move.needs >= {Need.REASON, Need.LEGAL_BASIS}


@pytest.mark.parametrize("action", [Action.SEND_BACK, Action.WITHDRAW, Action.VOID])
def test_going_back_and_giving_up_need_a_reason(action: Action) -> None:
    assert all(Need.REASON in move.needs for move in moves_of(action))


def moves_of(action: Action) -> Iterable[Move]:
    return [each for each in MOVES if each.action is action]


def actions_into(state: State) -> set[Action]:
    return {move.action for move in MOVES if move.target is state}

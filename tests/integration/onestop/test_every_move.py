"""The life of a dossier through the acts themselves: each state, each role, each action."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product

import pytest
from egov_apps.onestop.acts import claim, list_allowed, may_claim
from egov_apps.onestop.errors import ActRefused, ApologyDue, NotNow, NotNumbered, NotYours
from egov_apps.onestop.models import Base, Dossier, Outgoing
from egov_apps.onestop.workflow import (
    MOVES,
    TERMINAL,
    WORKERS,
    Action,
    Need,
    Role,
    State,
    Status,
    entry,
    national,
)
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from tests.support._dossiers import NOON
from tests.support._life import EVERYBODY, do, put

OVERDUE = NOON + timedelta(days=30)
"""When everything has been due that came in at noon."""
Result = State | type[ActRefused]
BY_PLACE = {(each.source, each.action): each for each in MOVES}
# All ways there are take their time: with one beginning always, with each in a deep run.
WITH_A_RESULT = [
    pytest.param(state, marks=[] if state is State.RECEIVED else pytest.mark.deep)
    for state in sorted(set(State) - TERMINAL)
]
SMALL_OFFICE = frozenset(Role) - {Role.HEAD}


@pytest.fixture
def session() -> Iterator[Session]:
    """A database of nobody else's."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def tried(
    session: Session, dossier: Dossier, action: Action, role: Role, now: datetime = NOON
) -> Result:
    """The state after an act, or how it was refused."""
    try:
        return State(do(session, dossier, action, role, now=now).state)
    except ActRefused as refused:
        return type(refused)


def expected(state: State, action: Action, role: Role, now: datetime) -> Result:
    """What the table says of it, for a dossier whose result has no number yet."""
    move = BY_PLACE.get((state, action))
    if move is None:
        return NotNow
    if role not in move.roles:
        return NotYours
    if Need.APOLOGY in move.needs and now == OVERDUE:
        return ApologyDue
    return NotNumbered if action is Action.ISSUE else move.target


def kept(session: Session, dossier: Dossier) -> tuple[object, ...]:
    """What an act changes: state, version, steps, and what is to be told of them."""
    session.refresh(dossier)
    outgoing = session.scalar(select(func.count()).select_from(Outgoing))
    return dossier.state, dossier.version, len(dossier.steps), outgoing


@pytest.mark.parametrize("now", [NOON, OVERDUE], ids=["in-time", "overdue"])
@pytest.mark.parametrize("state", State)
def test_in_every_state_each_role_can_do_what_the_table_says_and_no_more(
    session: Session, state: State, now: datetime
) -> None:
    dossier = put(session, state)
    before = kept(session, dossier)
    for action, role in product(Action, Role):
        step = session.begin_nested()
        result = tried(session, dossier, action, role, now)
        after = kept(session, dossier)
        step.rollback()

        assert result is expected(state, action, role, now), (action, role)
        if isinstance(result, State):
            assert after == (result, *(number + 1 for number in before[1:])), (action, role)
        else:
            assert after == before, (action, role)


@pytest.mark.parametrize("state", State)
def test_what_is_offered_is_what_is_allowed(session: Session, state: State) -> None:
    dossier = put(session, state)

    for role, officer in EVERYBODY.items():
        offered = {move.action for move in list_allowed(dossier, officer)}
        assert offered == {m.action for m in MOVES if m.source == state and role in m.roles}


@pytest.mark.parametrize("state", State)
def test_who_may_claim_a_dossier_is_the_role_whose_work_it_is(
    session: Session, state: State
) -> None:
    dossier = put(session, state)

    for role, officer in EVERYBODY.items():
        if may_claim(dossier, officer):
            assert role is WORKERS[state]
            continue
        assert role is not WORKERS.get(state)
        with pytest.raises(NotYours):
            claim(session, dossier.id, dossier.version, officer, now=NOON)


def reached(
    session: Session,
    dossier: Dossier,
    staff: frozenset[Role],
    seen: set[tuple[object, ...]],
    now: datetime,
) -> set[State]:
    """All states to which ``staff`` can bring it ``now``, by every way there is."""
    here = (dossier.state, dossier.result_number, dossier.extended_by)
    if here in seen:
        return set()
    seen.add(here)
    found = {State(dossier.state)}
    for action, role in product(Action, sorted(staff)):
        step = session.begin_nested()
        if isinstance(tried(session, dossier, action, role, now), State):
            found |= reached(session, dossier, staff, seen, now)
        step.rollback()
        session.refresh(dossier)
    return found


@pytest.mark.parametrize(
    ("staff", "now"),
    [
        pytest.param(frozenset(Role), NOON, id="all"),
        pytest.param(SMALL_OFFICE, NOON, id="no-head"),
        pytest.param(frozenset(Role), OVERDUE, id="all-overdue", marks=pytest.mark.deep),
        # What a small office can do the whole one can.
        pytest.param(SMALL_OFFICE, OVERDUE, id="no-head-overdue"),
    ],
)
@pytest.mark.parametrize("state", WITH_A_RESULT)
def test_from_every_state_that_is_no_end_the_applicant_gets_a_result(
    session: Session, state: State, staff: frozenset[Role], now: datetime
) -> None:
    if state is State.WITH_HEAD and Role.HEAD not in staff:
        pytest.skip("nothing is submitted to a head where there is none")

    assert State.RETURNED in reached(session, put(session, state), staff, set(), now)


@pytest.mark.parametrize("state", State)
def test_domain_9_a_dossier_in_any_state_has_its_national_code(
    session: Session, state: State
) -> None:
    status = put(session, state).status

    assert status is national(state)
    assert national(entry(status)) is status


def test_domain_9_all_ten_codes_come_back_from_a_dossier_in_the_state_they_lead_to(
    session: Session,
) -> None:
    assert [put(session, entry(status)).status for status in Status] == [*range(1, 11)]

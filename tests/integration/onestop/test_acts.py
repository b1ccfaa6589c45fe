"""Acts on dossiers, in every state by every role, and what each leaves behind."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from egov_apps.onestop.acts import act, claim, list_allowed, may_claim, release
from egov_apps.onestop.catalogue import Duration
from egov_apps.onestop.deadline import Pause, late_for_index
from egov_apps.onestop.errors import (
    ApologyDue,
    Changed,
    DossierUnknown,
    HeldByAnother,
    NoExtension,
    NotNumbered,
    NotYours,
    NumberedAlready,
    OutOfReach,
    Unsaid,
)
from egov_apps.onestop.models import Base, Delivery, Dossier
from egov_apps.onestop.workflow import MOVES, Action, Need, Role, State, get_move
from egov_kit import database
from egov_kit.settings import Settings
from egov_kit.vietnam import VIETNAM
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests.support._dossiers import NOON, a_receiver, an_officer, in_days, record
from tests.support._life import EVERYBODY, all_said, do, lead


@pytest.fixture
def session() -> Iterator[Session]:
    """A database of nobody else's."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def dossier(session: Session) -> Dossier:
    """Received on Friday 20/11/2026 at noon, due in five working days."""
    return record(session, in_days(5))


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


def told(moment: datetime | None) -> str | None:
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if moment else None


def test_a_step_says_who_acted_in_which_capacity_and_what_came_of_it(
    session: Session, dossier: Dossier
) -> None:
    deputy = an_officer("head", acting=True, name="Lê Anh Dũng")
    lead(session, dossier, State.WITH_HEAD)
    do(session, dossier, Action.SEND_BACK, deputy, note="Thiếu căn cứ")

    first, *_between, last = dossier.steps
    assert (first.action, first.from_state, first.to_state) == ("receive", "", "received")
    assert (last.action, last.from_state, last.to_state) == (
        "send-back",
        "with_head",
        "with_specialist",
    )
    assert (last.name, last.title, last.acting, last.note) == (
        "Lê Anh Dũng",
        "head",
        True,
        "Thiếu căn cứ",
    )
    assert [each.version for each in dossier.steps] == [1, 2, 3, 4]
    assert dossier.version == 4


def test_a_unit_elsewhere_can_do_nothing(session: Session, dossier: Dossier) -> None:
    elsewhere = an_officer(*Role, unit="H17.30")

    assert list_allowed(dossier, elsewhere) == []
    with pytest.raises(NotYours):
        do(session, dossier, Action.TRANSFER, elsewhere)


def test_a_division_works_on_what_was_transferred_to_it(session: Session, dossier: Dossier) -> None:
    specialist = an_officer("specialist", unit="H17.08.02")
    neighbour = an_officer("specialist", unit="H17.08.03")

    do(session, dossier, Action.TRANSFER, Role.COUNTER, unit="H17.08.02")

    assert list_allowed(dossier, specialist)
    assert list_allowed(dossier, neighbour) == []
    with pytest.raises(OutOfReach):
        do(session, record(session), Action.TRANSFER, Role.COUNTER, unit="H17.09")


@pytest.mark.parametrize(
    ("state", "action", "missing"),
    [
        (State.RECEIVED, Action.REFUSE, "legal_basis"),
        (State.RECEIVED, Action.WITHDRAW, "note"),
        (State.WITH_SPECIALIST, Action.REQUEST_PAPERS, "defects"),
        (State.WITH_HEAD, Action.SEND_BACK, "note"),
        (State.WITH_HEAD, Action.STOP, "legal_basis"),
        (State.WITH_CLERK, Action.NUMBER, "number"),
        (State.FINISHED, Action.RETURN, "recipient"),
    ],
)
def test_what_an_act_needs_must_be_said(
    session: Session, dossier: Dossier, state: State, action: Action, missing: str
) -> None:
    lead(session, dossier, state)
    role = next(iter(get_move(state, action).roles))

    with pytest.raises(Unsaid):
        do(session, dossier, action, role, **{missing: ""})


def test_domain_3_pause_and_resume_move_the_due_date(session: Session) -> None:
    dossier = record(session, in_days(5), now=at("20/11/2026 10:00"))
    lead(session, dossier, State.WITH_SPECIALIST, now=at("20/11/2026 14:00"))
    assert told(dossier.due_at) == "30/11/2026 17:00"

    do(session, dossier, Action.REQUEST_PAPERS, Role.SPECIALIST, now=at("25/11/2026 09:00"))
    assert dossier.due_at is None

    do(session, dossier, Action.RESUME, Role.COUNTER, now=at("30/11/2026 14:00"))
    assert told(dossier.due_at) == "03/12/2026 17:00"


def test_domain_3_a_second_supplement_needs_grounds_and_is_late_for_the_index(
    session: Session, dossier: Dossier
) -> None:
    lead(session, dossier, State.AWAITING_PAPERS)
    do(session, dossier, Action.RESUME, Role.COUNTER)
    for missing in ("legal_basis", "stage", "approver"):
        with pytest.raises(Unsaid):
            do(session, dossier, Action.REQUEST_PAPERS, Role.SPECIALIST, **{missing: ""})

    do(session, dossier, Action.REQUEST_PAPERS, Role.SPECIALIST)

    second = dossier.pauses[1]
    assert (second.legal_basis, second.stage, second.approver) == (
        "Khoản 2 Điều 9",
        "Thẩm định",
        "Phạm Thị Dung",
    )
    pauses = [Pause(kind="supplement", start=p.started_at, end=p.ended_at) for p in dossier.pauses]
    assert late_for_index(pauses)
    assert not late_for_index(pauses[:1])


def test_domain_8_one_new_appointment_and_a_second_is_refused(
    session: Session, dossier: Dossier
) -> None:
    lead(session, dossier, State.WITH_HEAD)
    do(session, dossier, Action.REAPPOINT, Role.HEAD, extension=2)
    assert told(dossier.due_at) == "02/12/2026 17:00"

    with pytest.raises(NoExtension):
        do(session, dossier, Action.REAPPOINT, Role.HEAD)


FORWARDING = {
    Action.SUBMIT: (State.WITH_SPECIALIST, Role.SPECIALIST),
    Action.SUBMIT_TO_SIGNER: (State.WITH_SPECIALIST, Role.SPECIALIST),
    Action.ENDORSE: (State.WITH_HEAD, Role.HEAD),
    Action.SIGN: (State.WITH_SIGNER, Role.SIGNER),
}


@pytest.mark.parametrize("action", FORWARDING)
def test_domain_8_what_is_overdue_is_forwarded_after_an_apology_alone(
    session: Session, dossier: Dossier, action: Action
) -> None:
    state, role = FORWARDING[action]
    lead(session, dossier, state)
    late = at("30/11/2026 17:00") + timedelta(seconds=1)
    with pytest.raises(ApologyDue):
        do(session, dossier, action, role, now=late)

    do(session, dossier, Action.REAPPOINT, Role.SIGNER, now=late)

    # However late it gets: a second appointment is not to be had.
    do(session, dossier, action, role, now=late + timedelta(days=90))


def test_domain_8_until_its_last_second_a_dossier_is_forwarded_without_an_apology(
    session: Session, dossier: Dossier
) -> None:
    lead(session, dossier, State.WITH_SPECIALIST)

    do(session, dossier, Action.SUBMIT, Role.SPECIALIST, now=at("30/11/2026 17:00"))


def test_domain_8_nothing_but_forwarding_waits_for_an_apology() -> None:
    waiting = {each.action for each in MOVES if Need.APOLOGY in each.needs}

    assert waiting == set(FORWARDING)


@pytest.mark.parametrize(
    ("duration", "now", "due"),
    [
        (Duration(amount=5, unit="day"), "10/12/2026 09:00", "14/12/2026 17:00"),
        (Duration(amount=5, unit="day"), "12/12/2026 09:00", "15/12/2026 17:00"),
        (Duration(amount=0, unit="day"), "23/11/2026 09:00", "26/11/2026 17:00"),
        (Duration(amount=4, unit="hour"), "10/12/2026 09:00", "10/12/2026 11:00"),
    ],
)
def test_a_late_apology_counts_its_time_from_the_day_it_is_made(
    session: Session, duration: Duration, now: str, due: str
) -> None:
    intake = in_days(5)
    procedure = replace(intake.procedure, processing=duration)
    dossier = record(session, replace(intake, procedure=procedure))
    lead(session, dossier, State.WITH_SPECIALIST)

    do(session, dossier, Action.REAPPOINT, Role.HEAD, now=at(now), extension=2)

    assert told(dossier.due_at) == due


def test_a_late_apology_after_a_late_pause_counts_from_the_day_it_is_made(
    session: Session, dossier: Dossier
) -> None:
    lead(session, dossier, State.WITH_SPECIALIST)
    do(session, dossier, Action.REQUEST_PAPERS, Role.SPECIALIST, now=at("01/12/2026 09:00"))
    do(session, dossier, Action.RESUME, Role.COUNTER, now=at("20/12/2026 09:00"))
    do(session, dossier, Action.REAPPOINT, Role.HEAD, now=at("21/12/2026 09:00"), extension=2)
    assert told(dossier.due_at) == "23/12/2026 17:00"

    do(session, dossier, Action.REQUEST_PAPERS, Role.SPECIALIST, now=at("22/12/2026 09:00"))
    do(session, dossier, Action.RESUME, Role.COUNTER, now=at("28/12/2026 09:00"))

    assert told(dossier.due_at) == "29/12/2026 17:00"


def test_a_result_is_numbered_once_and_before_it_is_issued(
    session: Session, dossier: Dossier
) -> None:
    lead(session, dossier, State.WITH_CLERK)
    with pytest.raises(NotNumbered):
        do(session, dossier, Action.ISSUE, Role.CLERK)

    do(session, dossier, Action.NUMBER, Role.CLERK)
    for action in (Action.NUMBER, Action.SEND_BACK):
        with pytest.raises(NumberedAlready):
            do(session, dossier, action, Role.CLERK)

    do(session, dossier, Action.ISSUE, Role.CLERK)
    assert (dossier.delivery, dossier.finished_at) == (Delivery.READY, NOON)
    do(session, dossier, Action.RETURN, Role.RETURN)
    assert (dossier.delivery, dossier.returned_at) == (Delivery.DELIVERED, NOON)


def test_who_claims_a_dossier_keeps_colleagues_off_it(session: Session, dossier: Dossier) -> None:
    lead(session, dossier, State.WITH_SPECIALIST)
    claim(session, dossier.id, dossier.version, EVERYBODY[Role.SPECIALIST], now=NOON)
    colleague = an_officer("specialist")

    assert not may_claim(dossier, colleague)
    with pytest.raises(HeldByAnother):
        claim(session, dossier.id, dossier.version, colleague, now=NOON)
    with pytest.raises(HeldByAnother):
        do(session, dossier, Action.SUBMIT, colleague)
    with pytest.raises(HeldByAnother):
        release(session, dossier.id, dossier.version, colleague, now=NOON)

    release(session, dossier.id, dossier.version, EVERYBODY[Role.SPECIALIST], now=NOON)
    do(session, dossier, Action.SUBMIT, colleague)


def test_the_counter_records_a_withdrawal_of_what_a_specialist_holds(
    session: Session, dossier: Dossier
) -> None:
    lead(session, dossier, State.WITH_SPECIALIST)
    claim(session, dossier.id, dossier.version, EVERYBODY[Role.SPECIALIST], now=NOON)

    do(session, dossier, Action.WITHDRAW, Role.COUNTER)

    assert dossier.state == State.WITHDRAWN
    assert dossier.holder is None


def test_domain_16_a_deputy_takes_over_and_the_step_says_for_whom(
    session: Session, dossier: Dossier
) -> None:
    lead(session, dossier, State.WITH_HEAD)
    head = an_officer("head", name="Ngô Thị Quỳnh")
    deputy = an_officer("head", acting=True, name="Lê Anh Dũng")
    claim(session, dossier.id, dossier.version, head, now=NOON)

    claim(session, dossier.id, dossier.version, deputy, now=NOON)

    step = dossier.steps[-1]
    assert (step.action, step.name, step.acting, step.for_name) == (
        "take-over",
        "Lê Anh Dũng",
        True,
        "Ngô Thị Quỳnh",
    )
    do(session, dossier, Action.ENDORSE, deputy)
    assert dossier.steps[-1].acting


def test_what_is_sent_back_lies_with_who_had_it(session: Session, dossier: Dossier) -> None:
    lead(session, dossier, State.WITH_HEAD)
    do(session, dossier, Action.SEND_BACK, Role.HEAD)

    assert dossier.holder == EVERYBODY[Role.SPECIALIST].staff_id


def test_an_act_on_an_older_version_is_refused_with_both(
    session: Session, dossier: Dossier
) -> None:
    seen = all_said(dossier)
    do(session, dossier, Action.TRANSFER, Role.COUNTER)

    with pytest.raises(Changed) as refused:
        act(session, dossier.id, Action.WITHDRAW, seen, EVERYBODY[Role.COUNTER], now=NOON)

    assert (refused.value.seen, refused.value.now) == (1, 2)


def test_what_does_not_exist_cannot_be_acted_on(session: Session, dossier: Dossier) -> None:
    with pytest.raises(DossierUnknown):
        act(
            session,
            uuid4(),
            Action.TRANSFER,
            all_said(dossier),
            EVERYBODY[Role.COUNTER],
            now=NOON,
        )


def test_of_two_officers_at_once_one_acts_and_the_other_is_told(onestop: Settings) -> None:
    with database.transaction(onestop, "danang", "onestop") as session:
        dossier = record(session, receiver=a_receiver("H17.08"))
    together, outcomes = threading.Barrier(2), []

    def submit() -> None:
        together.wait()
        try:
            with database.transaction(onestop, "danang", "onestop") as session:
                do(session, dossier, Action.TRANSFER, an_officer("counter"))
            outcomes.append("done")
        except Changed:
            outcomes.append("changed")

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(outcomes) == ["changed", "done"]
    with database.transaction(onestop, "danang", "onestop", write=False) as session:
        kept = session.get_one(Dossier, dossier.id)
        assert (kept.version, len(kept.steps)) == (2, 2)

"""Money: what is owed when, receipts without a gap, and what a kill leaves behind."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

import pytest
from egov_apps.onestop.errors import (
    AlreadyPaid,
    NotCollectable,
    PaymentEnded,
    PaymentUnknown,
    Unpaid,
)
from egov_apps.onestop.levies import Collect
from egov_apps.onestop.models import Dossier, Financial, Method, Payment, PaymentState
from egov_apps.onestop.payments import collect, take_back, unpaid
from egov_apps.onestop.workflow import Action, Role, State
from egov_kit import database
from egov_kit.settings import Settings
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support._dossiers import NOON, a_receiver, an_intake, record
from tests.support._life import do, lead

FREE = "1.001193"
AT_RECEPTION = "1.001612"
AT_RESULT = "1.004873"
FEE_AND_CHARGE = "1.003003"
BY_THE_PAGE = "2.000815"


@pytest.fixture
def session(onestop: Settings) -> Iterator[Session]:
    with database.transaction(onestop, "danang", "onestop") as session:
        yield session


def a_dossier(session: Session, procedure: str) -> Dossier:
    return record(session, an_intake(procedure_code=procedure))


def pay(
    session: Session, dossier: Dossier, *positions: int, now: datetime = NOON, quantity: int = 1
) -> list[Payment]:
    chosen = dict.fromkeys(positions or (1,), quantity)
    return collect(session, dossier, chosen, Method.CASH, a_receiver(), now=now)


def test_domain_7_a_free_procedure_skips_payment(session: Session) -> None:
    dossier = a_dossier(session, FREE)

    assert unpaid(dossier, Collect.RESULT) == ()
    assert lead(session, dossier, State.RETURNED).financial == Financial.FREE


def test_domain_7_what_is_due_at_reception_blocks_the_transfer(session: Session) -> None:
    dossier = a_dossier(session, AT_RECEPTION)

    with pytest.raises(Unpaid):
        do(session, dossier, Action.TRANSFER, Role.COUNTER)

    pay(session, dossier)
    assert lead(session, dossier, State.WITH_SPECIALIST).financial == Financial.PAID


def test_domain_7_what_is_due_at_a_supplement_blocks_going_on(session: Session) -> None:
    dossier = lead(session, a_dossier(session, FEE_AND_CHARGE), State.AWAITING_PAPERS)

    with pytest.raises(Unpaid):
        do(session, dossier, Action.RESUME, Role.SPECIALIST)

    pay(session, dossier, 1)
    do(session, dossier, Action.RESUME, Role.SPECIALIST)
    assert [each.kind for each in unpaid(dossier, Collect.RESULT)] == ["charge"]


def test_domain_7_what_is_due_with_the_result_blocks_its_return(session: Session) -> None:
    dossier = lead(session, a_dossier(session, AT_RESULT), State.FINISHED)

    with pytest.raises(Unpaid):
        do(session, dossier, Action.RETURN, Role.RETURN)

    pay(session, dossier)
    assert do(session, dossier, Action.RETURN, Role.RETURN).state == State.RETURNED


def test_fee_and_charge_have_a_receipt_each(session: Session) -> None:
    made = pay(session, a_dossier(session, FEE_AND_CHARGE), 1, 2)

    assert [(each.number, each.amount) for each in made] == [(1, 500_000), (2, 100_000)]


def test_pages_are_paid_for_one_by_one(session: Session) -> None:
    [made] = pay(session, a_dossier(session, BY_THE_PAGE), quantity=7)

    assert made.amount == 14_000


def test_nothing_is_paid_twice(session: Session) -> None:
    dossier = a_dossier(session, AT_RESULT)
    pay(session, dossier)

    with pytest.raises(AlreadyPaid):
        pay(session, dossier)


def test_nothing_is_collected_for_what_has_ended(session: Session) -> None:
    dossier = lead(session, a_dossier(session, AT_RESULT), State.WITHDRAWN)

    with pytest.raises(NotCollectable):
        pay(session, dossier)


def test_a_void_receipt_keeps_its_number_and_the_levy_is_owed_again(session: Session) -> None:
    dossier = a_dossier(session, AT_RESULT)
    [made] = pay(session, dossier)

    take_back(session, dossier, made.id, PaymentState.VOID, "Nhầm", a_receiver(), now=NOON)

    assert dossier.financial == Financial.UNPAID
    assert unpaid(dossier, Collect.RESULT)
    assert [each.number for each in pay(session, dossier)] == [2]


def test_what_was_refunded_is_owed_no_more(session: Session) -> None:
    dossier = a_dossier(session, AT_RESULT)
    [made] = pay(session, dossier)

    back = take_back(
        session, dossier, made.id, PaymentState.REFUNDED, "Miễn", a_receiver(), now=NOON
    )

    assert (back.ended_reason, back.ended_by_name) == ("Miễn", "Nguyễn Văn An")
    assert dossier.financial == Financial.REFUNDED
    assert unpaid(dossier, Collect.RESULT) == ()


def test_a_receipt_is_taken_back_once(session: Session) -> None:
    dossier = a_dossier(session, AT_RESULT)
    [made] = pay(session, dossier)
    take_back(session, dossier, made.id, PaymentState.VOID, "Nhầm", a_receiver(), now=NOON)

    with pytest.raises(PaymentEnded):
        take_back(session, dossier, made.id, PaymentState.REFUNDED, "?", a_receiver(), now=NOON)


def test_a_receipt_of_another_dossier_is_unknown(session: Session) -> None:
    dossier, other = (a_dossier(session, AT_RESULT) for _ in range(2))
    [made] = pay(session, other)

    with pytest.raises(PaymentUnknown):
        take_back(session, dossier, made.id, PaymentState.VOID, "?", a_receiver(), now=NOON)


def test_receipts_begin_again_at_new_year_in_vietnam(session: Session) -> None:
    seconds = [
        datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC),
        datetime(2026, 12, 31, 17, tzinfo=UTC),
    ]
    made = [pay(session, a_dossier(session, AT_RESULT), now=now)[0] for now in seconds]

    assert [(each.year, each.number) for each in made] == [(2026, 1), (2027, 1)]


def one_cashier(
    settings: Settings, dossier_ids: list[UUID], start: "multiprocessing.synchronize.Barrier"
) -> None:
    """Collects for all dossiers; where a colleague was faster it goes on to the next."""
    start.wait()
    for dossier_id in dossier_ids:
        try:
            with database.transaction(settings, "danang", "onestop") as session:
                pay(session, session.get_one(Dossier, dossier_id))
        except AlreadyPaid:
            continue


def receipts(settings: Settings) -> list[int]:
    with database.transaction(settings, "danang", "onestop", write=False) as session:
        return sorted(session.scalars(select(Payment.number)))


def test_two_cashiers_at_once_pay_each_dossier_once_and_leave_no_gap(onestop: Settings) -> None:
    with database.transaction(onestop, "danang", "onestop") as session:
        ids = [a_dossier(session, AT_RESULT).id for _ in range(20)]
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    cashiers = [context.Process(target=one_cashier, args=(onestop, ids, start)) for _ in range(2)]
    for each in cashiers:
        each.start()
    for each in cashiers:
        each.join()

    assert [each.exitcode for each in cashiers] == [0, 0]
    assert receipts(onestop) == list(range(1, 21))


def killed(settings: Settings, dossier_id: UUID, when: Literal["before", "after"]) -> None:
    """A cashier's process that is killed before or after its transaction was committed."""
    with database.transaction(settings, "danang", "onestop") as session:
        pay(session, session.get_one(Dossier, dossier_id))
        session.flush()
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(("when", "left"), [("before", []), ("after", [1])])
def test_a_kill_loses_no_payment_and_doubles_none(
    onestop: Settings, when: str, left: list[int]
) -> None:
    with database.transaction(onestop, "danang", "onestop") as session:
        dossier_id, other = (a_dossier(session, AT_RESULT).id for _ in range(2))
    context = multiprocessing.get_context("spawn")
    cashier = context.Process(target=killed, args=(onestop, dossier_id, when))
    cashier.start()
    cashier.join()

    assert cashier.exitcode == -signal.SIGKILL
    assert receipts(onestop) == left
    with database.transaction(onestop, "danang", "onestop") as session:
        assert pay(session, session.get_one(Dossier, other))[0].number == len(left) + 1
        assert bool(unpaid(session.get_one(Dossier, dossier_id), Collect.RESULT)) is not bool(left)

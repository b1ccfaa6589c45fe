"""Money at the counter: what is owed, who collected it, and receipts numbered without gaps.

A payment is one transaction: whoever is killed half way has neither a receipt nor used a number.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from egov_kit.vietnam import day_of
from sqlalchemy.orm import Session

from egov_apps.onestop.errors import AlreadyPaid, AlreadyRecorded, NotCollectable, PaymentEnded
from egov_apps.onestop.levies import Collect
from egov_apps.onestop.models import (
    Dossier,
    DossierLevy,
    Financial,
    Method,
    Payment,
    PaymentState,
)
from egov_apps.onestop.numbering import step
from egov_apps.onestop.officer import Officer
from egov_apps.onestop.payment_repository import PaymentRepository
from egov_apps.onestop.workflow import TERMINAL, State


def unpaid(dossier: Dossier, at: Collect) -> tuple[DossierLevy, ...]:
    """What must have been paid by ``at`` and was not; nothing of a free procedure.

    A levy is collected at its own time of HinhThucThu or before, and blocks what comes after it.
    """
    return tuple(each for each in dossier.levies if each.collect <= at and each.payment is None)


def financial(levies: Sequence[DossierLevy]) -> Financial:
    """The financial line of a dossier with these levies."""
    if not levies:
        return Financial.FREE
    receipts = [each.payment for each in levies]
    if None in receipts:
        return Financial.UNPAID
    refunded = all(each and each.state == PaymentState.REFUNDED for each in receipts)
    return Financial.REFUNDED if refunded else Financial.PAID


def collect(
    session: Session,
    dossier: Dossier,
    quantities: Mapping[int, int],
    method: Method,
    cashier: Officer,
    *,
    now: datetime,
) -> list[Payment]:
    """Record the payment of some levies of ``dossier``, a receipt for each.

    ``quantities`` says for the position of each of them how many pages or copies are paid for.
    Raises `AlreadyPaid`, and `NotCollectable` for a dossier that has ended.
    """
    if State(dossier.state) in TERMINAL:
        raise NotCollectable(dossier.state)
    levies = [each for each in dossier.levies if each.position in quantities]
    if any(each.payment for each in levies):
        raise AlreadyPaid
    repository = PaymentRepository(session)
    try:
        with step(session):
            for each in levies:
                drawn = repository.draw_number(cashier.post.unit, day_of(now).year)
                each.payments.append(
                    _payment(each, quantities[each.position], drawn, method, cashier, now)
                )
    except AlreadyRecorded as error:
        raise AlreadyPaid from error
    dossier.financial = financial(dossier.levies)
    session.flush()
    return [paid for each in levies if (paid := each.payment)]


def get_payment(session: Session, dossier_id: UUID, payment_id: UUID) -> Payment:
    """A receipt of that dossier; raises `PaymentUnknown`."""
    return PaymentRepository(session).get(dossier_id, payment_id)


def take_back(
    session: Session,
    dossier: Dossier,
    payment_id: UUID,
    state: PaymentState,
    reason: str,
    by: Officer,
    *,
    now: datetime,
) -> Payment:
    """Make a receipt void (it was a mistake, the levy is owed) or refund it (it is owed no more).

    The receipt keeps its number. Raises `PaymentUnknown` and, where it does not stand any more,
    `PaymentEnded`.
    """
    found = PaymentRepository(session).get(dossier.id, payment_id)
    if found.state != PaymentState.PAID:
        raise PaymentEnded(found.state)
    found.state, found.ended_reason = state, reason
    found.ended_at, found.ended_by, found.ended_by_name = now, by.staff_id, by.name
    dossier.financial = financial(dossier.levies)
    session.flush()
    return found


def _payment(
    levy: DossierLevy,
    quantity: int,
    number: int,
    method: Method,
    cashier: Officer,
    now: datetime,
) -> Payment:
    return Payment(
        id=uuid4(),
        unit_code=cashier.post.unit,
        year=day_of(now).year,
        number=number,
        quantity=quantity,
        amount=levy.amount * quantity,
        method=method,
        state=PaymentState.PAID,
        paid_at=now,
        paid_by=cashier.staff_id,
        paid_by_name=cashier.name,
        paid_post=cashier.post.id,
    )

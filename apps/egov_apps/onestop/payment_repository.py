"""The SQL of payments. It finds and stores; it decides nothing."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from egov_apps.onestop.errors import PaymentUnknown
from egov_apps.onestop.models import Payment, PaymentCounter
from egov_apps.onestop.numbering import draw


class PaymentRepository:
    """Payments of one tenant."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def draw_number(self, unit: str, year: int) -> int:
        """The next number of a receipt of ``unit`` in ``year``."""
        return draw(self._session, PaymentCounter, unit_code=unit, year=year)

    def get(self, dossier_id: UUID, payment_id: UUID) -> Payment:
        """A payment of that dossier; raises `PaymentUnknown`."""
        asked = select(Payment).where(Payment.id == payment_id, Payment.dossier_id == dossier_id)
        found = self._session.scalars(asked).one_or_none()
        if found is None:
            raise PaymentUnknown(payment_id)
        return found

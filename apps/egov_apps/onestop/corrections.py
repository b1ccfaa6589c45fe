"""Correcting what was mistyped at the counter; what stood there before is kept."""

from datetime import datetime
from uuid import UUID, uuid4

from egov_kit.texts import fold
from sqlalchemy import select
from sqlalchemy.orm import Session

from egov_apps.onestop.errors import NotCorrectable, NothingCorrected
from egov_apps.onestop.models import Dossier, DossierCorrection
from egov_apps.onestop.officer import Officer
from egov_apps.onestop.people import Handover, columns
from egov_apps.onestop.workflow import TERMINAL, State


def correct(
    session: Session,
    dossier: Dossier,
    right: Handover,
    reason: str,
    by: Officer,
    *,
    now: datetime,
) -> list[DossierCorrection]:
    """Put what is ``right`` in the place of what ``dossier`` says, and keep what it said.

    Raises `NothingCorrected` if it says so already, and `NotCorrectable` once it has ended.
    """
    if State(dossier.state) in TERMINAL:
        raise NotCorrectable(dossier.state)
    changed = {k: v for k, v in columns(right).items() if getattr(dossier, k) != v}
    if not changed:
        raise NothingCorrected
    made = [
        DossierCorrection(
            id=uuid4(),
            dossier_id=dossier.id,
            column=column,
            before=str(getattr(dossier, column)),
            after=str(value),
            reason=reason,
            made_at=now,
            made_by=by.staff_id,
            made_by_name=by.name,
            made_post=by.post.id,
        )
        for column, value in changed.items()
    ]
    for column, value in changed.items():
        setattr(dossier, column, value)
    dossier.search_text = fold(f"{dossier.code} {dossier.applicant_name}")
    session.add_all(made)
    return made


def list_corrections(session: Session, dossier_id: UUID) -> list[DossierCorrection]:
    """What was corrected in a dossier, the first first."""
    asked = select(DossierCorrection).where(DossierCorrection.dossier_id == dossier_id)
    return list(
        session.scalars(asked.order_by(DossierCorrection.made_at, DossierCorrection.column))
    )

"""Who opened which dossier: written when its page is shown, kept with the dossier."""

from datetime import datetime
from uuid import UUID, uuid4

from egov_kit import Person
from sqlalchemy.orm import Session

from egov_apps.onestop.models import DossierOpening
from egov_apps.onestop.repository import DossierRepository


def record_opening(session: Session, dossier_id: UUID, person: Person, *, now: datetime) -> None:
    """Write that ``person`` opened the dossier, in their working post if they have one."""
    opening = DossierOpening(
        id=uuid4(),
        dossier_id=dossier_id,
        at=now,
        staff_id=person.get_staff_id(),
        name=person.name,
        unit_code=person.post.unit if person.post else "",
        title=person.post.title if person.post else "",
    )
    session.add(opening)


def list_openings(session: Session, dossier_id: UUID, *, limit: int) -> list[DossierOpening]:
    """The last openings of a dossier, newest first."""
    return DossierRepository(session).list_openings(dossier_id, limit=limit)

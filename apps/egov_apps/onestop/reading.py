"""At which unit a person meets a dossier: the one that received it, or the one that works on it."""

from collections.abc import Callable, Iterable
from uuid import UUID

from egov_kit import current_person, database

from egov_apps.onestop.officer import reach
from egov_apps.onestop.service import find_dossier
from egov_apps.onestop.workflow import Role


def unit_at(roles: Iterable[Role]) -> Callable[[UUID], str | None]:
    """What tells, for ``oidc.requires``, the unit of a dossier that ``roles`` concern."""

    def unit(dossier_id: UUID) -> str | None:
        dossier = find_dossier(database.session(), dossier_id)
        return reach(dossier, current_person, roles) if dossier else None

    return unit


unit_of = unit_at(Role)
"""For pages that every role may read."""

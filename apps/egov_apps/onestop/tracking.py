"""What an applicant is told of a dossier, for its code and the tracking code on the receipt.

Whether a dossier exists cannot be found out without its tracking code: neither from what is
answered, nor from how long it takes, nor from when it becomes too much.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from egov_apps.onestop.codes import SECRET_LENGTH
from egov_apps.onestop.errors import TooManyTries
from egov_apps.onestop.models import Dossier
from egov_apps.onestop.tries import Tries, find_secret, forget_old, get_dossier
from egov_apps.onestop.workflow import Status

FROM_ONE_ADDRESS: Final = 5
FROM_ANYWHERE: Final = 30
"""Wrong tries for one code in an hour, after which nothing is told any more."""
_LONGEST_CODE: Final = 60
_NO_SECRET: Final = "\0" * SECRET_LENGTH
"""Compared where there is no dossier, to take as long; nobody can type it."""


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What is told: nothing of it says who the applicant is or who works on the dossier."""

    code: str
    procedure_name_vi: str
    procedure_name_en: str
    unit_code: str
    status: Status
    received_at: datetime
    due_at: datetime | None
    finished_at: datetime | None


def written(typed: str) -> str:
    """A code as people type it, as it is kept."""
    return "".join(typed.split()).upper()[:_LONGEST_CODE]


def follow(
    session: Session, *, code: str, secret: str, address: str, now: datetime
) -> Followed | None:
    """What is told of the dossier; `None`, and counted, if code and secret are not a dossier's.

    ``address`` is where it is asked from. Raises `TooManyTries`. The count is kept when the
    caller's transaction commits, and nobody else tries the same code until then.
    """
    forget_old(session, now)
    tries = Tries(session, code, address, now)
    if tries.from_here >= FROM_ONE_ADDRESS or tries.from_anywhere >= FROM_ANYWHERE:
        raise TooManyTries(code)
    kept = find_secret(session, code)
    if not secrets.compare_digest((kept or _NO_SECRET).encode(), secret.encode()):
        tries.add()
        return None
    return _followed(get_dossier(session, code))


def _followed(dossier: Dossier) -> Followed:
    return Followed(
        code=dossier.code,
        procedure_name_vi=dossier.procedure_name_vi,
        procedure_name_en=dossier.procedure_name_en,
        unit_code=dossier.unit_code,
        status=dossier.status,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        finished_at=dossier.finished_at,
    )

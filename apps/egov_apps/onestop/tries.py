"""Wrong tries to follow a dossier, kept in the database so that all workers count the same."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from egov_apps.onestop.models import Dossier, TrackingTries

HOUR: Final = timedelta(hours=1)
_ANYWHERE: Final = ""


class Tries:
    """The tries for one code, from one address; locked until the transaction ends."""

    def __init__(self, session: Session, code: str, address: str, now: datetime) -> None:
        self._session = session
        self._code = code
        self._now = now
        # In this order, so that two who wait for each other cannot be.
        self._places = (_ANYWHERE, sha256(address.encode()).hexdigest())
        self.from_anywhere, self.from_here = (self._lock(place) for place in self._places)

    def add(self) -> None:
        """One more was wrong."""
        mine = (TrackingTries.code == self._code) & TrackingTries.address.in_(self._places)
        self._session.execute(
            update(TrackingTries).where(mine).values(wrong=TrackingTries.wrong + 1)
        )

    def _lock(self, place: str) -> int:
        """How many were wrong in this hour; a new hour begins with the first try after the last."""
        over = TrackingTries.began_at <= self._now - HOUR
        row = {"code": self._code, "address": place, "began_at": self._now, "wrong": 0}
        counted: int = self._session.execute(
            self._insert()
            .values(row)
            .on_conflict_do_update(
                index_elements=["code", "address"],
                set_={
                    "wrong": case((over, 0), else_=TrackingTries.wrong),
                    "began_at": case((over, self._now), else_=TrackingTries.began_at),
                },
            )
            .returning(TrackingTries.wrong)
        ).scalar_one()
        return counted

    def _insert(self) -> Any:  # noqa: ANN401 - the two dialects' own types
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        return dialect.insert(TrackingTries)


def forget_old(session: Session, now: datetime) -> None:
    """Take away what no longer counts."""
    session.execute(delete(TrackingTries).where(TrackingTries.began_at <= now - HOUR))


def find_secret(session: Session, code: str) -> str | None:
    """The tracking code of the dossier with this code."""
    return session.scalar(select(Dossier.tracking_secret).where(Dossier.code == code))


def get_dossier(session: Session, code: str) -> Dossier:
    """The dossier with this code."""
    return session.scalars(select(Dossier).where(Dossier.code == code)).one()

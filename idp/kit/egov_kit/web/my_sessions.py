"""``/oidc/sessions``: where somebody is signed in to this application, and the end of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from egov_kit.errors import PersonUnknown
from egov_kit.sessions import KeptSession
from egov_kit.vietnam import VIETNAM
from egov_kit.visit import Visit
from egov_kit.web.answer import Answer
from egov_kit.web.navigation import redirect_to
from egov_kit.web.pages import page
from egov_kit.web.paths import SESSIONS
from egov_kit.web.request import first

_log = structlog.get_logger()
OTHERS = "others"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One line of the page; ``id`` is what its form sends, and opens nothing."""

    id: str
    agent: str | None
    begun: str
    seen: str
    here: bool


def my_sessions(visit: Visit) -> Answer:
    """A GET shows them, a POST ends the one named ``end``, or all but this one (``others``)."""
    here = visit.session
    if here is None:
        raise PersonUnknown
    found = visit.kit.sessions().of(here.person)
    if visit.request.method == "POST":
        _end(visit, here, found)
        return redirect_to(SESSIONS, after=visit.request)
    return page(visit, "egov/sessions.html", sessions=[_shown(each, here) for each in found])


def _end(visit: Visit, here: KeptSession, found: Sequence[KeptSession]) -> None:
    """End what was asked for, if it is theirs; signing out here has its own form."""
    asked = first(visit.request.form, "end")
    others = [each for each in found if each.id != here.id]
    ended = [each for each in others if asked in (OTHERS, each.id)]
    for each in ended:
        visit.kit.sessions().end(each)
    _log.info("sessions.ended", staff_id=str(here.person.staff_id), ended=len(ended))


def _shown(session: KeptSession, here: KeptSession) -> Shown:
    return Shown(
        id=session.id,
        agent=session.agent,
        begun=_told(session.created_at),
        seen=_told(session.seen_at),
        here=session.id == here.id,
    )


def _told(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")

"""What a module does when the sign-in server tells that something happened to somebody.

A revoked session and a disabled account end sessions as a logout does, also that of a sign-in which
the event overtook. Changed claims let the session take its rights anew at its next request.
"""

from datetime import timedelta
from typing import Final

from egov_kit.logouts import Logouts
from egov_kit.op import SecurityEvent
from egov_kit.sessions import Sessions

_CLOCKS_DIFFER: Final = timedelta(seconds=30)
"""A session begun this much later than the event may still be one that it is about."""


def obey(event: SecurityEvent, sessions: Sessions, logouts: Logouts) -> int:
    """Do what the event means here; answers how many sessions it touched.

    A session that was begun after it happened is none of its business, however late it is told.
    """
    touched, sub, sid = 0, event.sub, event.sid
    if "token-claims-change" in event.kinds:
        touched += sessions.mark_stale(iss=event.iss, sub=sub, sid=sid)
    if "account-disabled" in event.kinds and sub is not None:
        sid = None  # the account as a whole, whichever session is named
    if event.kinds & {"session-revoked", "account-disabled"}:
        jti = f"event {event.jti}"
        came_at = logouts.note(iss=event.iss, sub=sub, sid=sid, jti=jti)
        touched += sessions.end_signed_in(
            iss=event.iss,
            sub=sub,
            sid=sid,
            begun_by=min(came_at, event.happened_at + _CLOCKS_DIFFER),
        )
    return touched

"""What an app keeps for a browser between requests: in the sign-in session's row, not in a cookie.

Who is not signed in has a small signed cookie instead, and only once something is kept in it (the
token of a form on a public page).
"""

from collections.abc import Mapping
from typing import Any, Final

from itsdangerous import BadSignature, URLSafeTimedSerializer

from egov_kit.drafts import DRAFTED
from egov_kit.sessions import KeptSession
from egov_kit.visit import Visit
from egov_kit.web import cookies
from egov_kit.web.answer import Cookie
from egov_kit.web.navigation import is_form, target_of

_DAY: Final = 86_400


def enter(visit: Visit, session: KeptSession | None) -> None:
    """Let the request know whose it is and what was kept for its browser."""
    visit.person = session.person if session else None
    visit.data = _from_cookie(visit) if session is None else session.data
    visit.framework.identified(visit.person)
    visit.framework.filled(visit.data)


def keep(visit: Visit, data: Mapping[str, Any]) -> tuple[Cookie, ...]:
    """Keep ``data`` for this browser; answers the cookies that this takes."""
    if visit.tenant is None:
        return ()
    if visit.session is not None:
        visit.kit.sessions().keep_data(visit.session.id, dict(data))
        return ()
    signed = _signer(visit).dumps(dict(data))
    return (Cookie(name=cookies.ANONYMOUS, value=str(signed)),)


def forget_draft(visit: Visit, status: int) -> None:
    """A form that was taken needs no draft any more."""
    session, request = visit.session, visit.request
    if session is not None and status < 400 and visit.data.get(DRAFTED) and is_form(request):
        visit.kit.drafts().drop(session.id, target_of(request))


def _from_cookie(visit: Visit) -> Mapping[str, Any]:
    value = visit.request.cookies.get(cookies.ANONYMOUS)
    if visit.tenant is None or value is None:
        return {}
    try:
        found: Mapping[str, Any] = _signer(visit).loads(value, max_age=_DAY)
    except BadSignature:
        return {}
    return found


def _signer(visit: Visit) -> URLSafeTimedSerializer:
    here = visit.tenant.name if visit.tenant else ""
    # The last one signs (itsdangerous), all of them verify.
    return URLSafeTimedSerializer(list(reversed(visit.kit.keys)), salt=f"egov-form-{here}")

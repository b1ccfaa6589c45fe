"""Flask's ``session``: kept in the sign-in session's row, never in a cookie.

Who is not signed in has a small signed cookie instead, and only once something is kept in it (the
token of a form on a public page).
"""

from typing import Any, Final

from flask import Flask, Request, Response, current_app, request
from flask import session as flask_session
from flask.sessions import SecureCookieSession, SessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

from egov_kit import cookies
from egov_kit.drafts import DRAFTED
from egov_kit.kit import current_kit, find_session
from egov_kit.navigation import is_form, target_of
from egov_kit.sessions import KeptSession
from egov_kit.tenants import find_tenant

_DAY: Final = 86_400


class KitSessions(SessionInterface):
    """Opens empty, so that an unknown host costs nothing; `fill` brings what was kept."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """An empty session."""
        return SecureCookieSession()

    def save_session(self, app: Flask, session: Any, response: Response) -> None:  # noqa: ANN401 # Flask's own
        """Keep what the request changed; forget the draft of a form that was taken."""
        here, kept = find_tenant(), find_session()
        if here is None:
            return
        if kept is not None and session.get(DRAFTED) and is_form(request):
            _forget_draft(kept, response)
        if not session.modified:
            return
        if kept is not None:
            current_kit().sessions().keep_data(kept.id, dict(session))
        else:
            signed = _signer(app, here.name).dumps(dict(session))
            cookies.put(response, cookies.ANONYMOUS, str(signed))


def fill(kept: KeptSession | None) -> None:
    """Put into ``session`` what was kept for this browser."""
    found = _from_cookie() if kept is None else kept.data
    flask_session.update(found)
    flask_session.modified = False


def _forget_draft(kept: KeptSession, response: Response) -> None:
    if response.status_code < 400:
        current_kit().drafts().drop(kept.id, target_of(request))


def _from_cookie() -> dict[str, Any]:
    here, value = find_tenant(), request.cookies.get(cookies.ANONYMOUS)
    if here is None or value is None:
        return {}
    try:
        found: dict[str, Any] = _signer(current_app, here.name).loads(value, max_age=_DAY)
    except BadSignature:
        return {}
    return found


def _signer(app: Flask, tenant: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(app.secret_key or "", salt=f"egov-form-{tenant}")

"""Flask's ``session``: kept in the sign-in session's row, see `egov_kit.web.kept`."""

from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SessionInterface

from egov_kit.flask.request import set_cookies
from egov_kit.visit import find_visit
from egov_kit.web import kept


class KitSessions(SessionInterface):
    """Opens empty, so that an unknown host costs nothing; the kit fills it for who is let in."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """An empty session."""
        return SecureCookieSession()

    def save_session(self, app: Flask, session: Any, response: Response) -> None:  # noqa: ANN401 # Flask's own
        """Keep what the request changed."""
        visit = find_visit()
        if visit is not None and session.modified:
            set_cookies(response, kept.keep(visit, session))

"""Each request to a Flask app is one `Visit`; here the kit asks Flask for its part of it."""

from collections.abc import Mapping
from typing import Any, Final, cast

from flask import Flask, current_app, g, render_template, request, session
from flask import Request as FlaskRequest
from flask_wtf.csrf import CSRFProtect, generate_csrf
from werkzeug.exceptions import HTTPException

from egov_kit.flask.request import read
from egov_kit.flask.views import find_access
from egov_kit.kit import Kit
from egov_kit.person import Person
from egov_kit.visit import Visit, enter, leave

EXTENSION: Final = "egov"
_VISIT: Final = "egov.visit"
csrf = CSRFProtect()


class OnFlask:
    """`egov_kit.web.framework.Framework`, of the request that Flask is serving."""

    @property
    def form_field(self) -> str:
        """Flask-WTF's name of it."""
        return cast(str, current_app.config["WTF_CSRF_FIELD_NAME"])

    def identified(self, _person: Person | None) -> None:
        """Let Flask-Login ask again who it is."""
        g.pop("_login_user", None)

    def filled(self, data: Mapping[str, Any]) -> None:
        """Put it into Flask's ``session``."""
        session.update(data)
        session.modified = False

    def check_form(self) -> None:
        """Raise Flask-WTF's ``CSRFError``."""
        csrf.protect()

    def form_token(self) -> str:
        """Flask-WTF's."""
        return cast(str, generate_csrf())

    def can_be_read(self, path: str) -> bool:
        """Whether a route of the app takes a GET."""
        adapter = current_app.create_url_adapter(_asked())
        try:
            return adapter is not None and bool(adapter.match(path, method="GET"))
        except HTTPException:
            return False

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """With the app's templates and what its blueprint puts on each page."""
        return render_template(template, **context)


def kit_of(app: Flask) -> Kit:
    """The kit of an app."""
    return cast(Kit, app.extensions[EXTENSION])


def current_visit() -> Visit:
    """The visit of this request, which begins when it is first asked for."""
    environ = request.environ
    if _VISIT not in environ:
        asked = read(_asked())
        access = find_access(current_app, asked.endpoint) if asked.endpoint else None
        visit = Visit(kit=kit_of(current_app), request=asked, access=access, framework=OnFlask())
        environ[_VISIT] = visit, enter(visit)
    return cast(Visit, environ[_VISIT][0])


def end_visit(_error: BaseException | None) -> None:
    """The answer of this request is complete."""
    _visit, token = request.environ.pop(_VISIT, (None, None))
    if token is not None:
        leave(token)


def _asked() -> FlaskRequest:
    return cast(Any, request)._get_current_object()  # type: ignore[no-any-return] # Flask's proxy

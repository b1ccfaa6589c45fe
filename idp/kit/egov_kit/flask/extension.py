"""The Flask extension: sign-in, guard and all that hangs on them, for one module.

::

    app = Flask(__name__)
    OIDC(app)                     # reads module.toml beside the app

    @app.get("/")
    @oidc.login
    def home() -> str: ...
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from flask import Flask, Response
from werkzeug.datastructures import MultiDict

from egov_kit.flask import languages, login, pages, problem_pages, views
from egov_kit.flask.request import respond, set_cookies
from egov_kit.flask.session import KitSessions
from egov_kit.flask.visits import EXTENSION, csrf, current_visit, end_visit, kit_of
from egov_kit.kit import Kit, make_kit, utc_now
from egov_kit.module import Module, load
from egov_kit.op import Providers
from egov_kit.settings import Settings
from egov_kit.store import Now
from egov_kit.web.admission import admit, arrive
from egov_kit.web.closing import close
from egov_kit.web.guard import declare
from egov_kit.web.oidc import Decorators
from egov_kit.web.views import HEALTH, OWN, View

LARGEST: Final = 2 * 1024 * 1024
"""Bytes of a request, unless the app's own configuration says otherwise."""


class OIDC(Decorators):
    """The kit as a Flask extension. One object serves all apps; what it knows lies in the app.

    The decorators say who may see a view; an app with a view that says nothing does not start.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        module: Module | None = None,
        settings: Settings | None = None,
    ) -> None:
        self._app = app
        if app is not None:
            self.init_app(app, module=module, settings=settings)

    def init_app(
        self,
        app: Flask,
        *,
        module: Module | None = None,
        settings: Settings | None = None,
        providers: Providers | None = None,
        now: Now = utc_now,
    ) -> None:
        """Put the kit into ``app``.

        Without ``module`` the ``module.toml`` beside the app is read, without ``settings`` the
        environment. Raises `ModuleInvalid`, `IssuerInvalid` or pydantic's `ValidationError`, which
        name what is wrong.
        """
        module = module or load(Path(app.root_path) / "module.toml", app.import_name)
        kit = make_kit(module, settings or Settings(), providers=providers, now=now)
        app.extensions[EXTENSION] = kit
        _install(app, kit)

    def check(self, app: Flask) -> None:
        """Refuse an app whose views cannot be guarded now, not at its first request.

        Raises `ViewUndeclared` or `ViewInvalid`.
        """
        kit = kit_of(app)
        views.check_views(app, kit.module, kit.settings)

    def protect_all(self, app: Flask | None = None, *, except_: Iterable[str] = ()) -> None:
        """Ask whoever sees a view that says nothing to sign in, instead of refusing to start.

        ``except_`` names the endpoints of views that say nothing and that everybody may see. The
        app may be left out after ``OIDC(app)``; else `TypeError` is raised.
        """
        app = app or self._app
        if app is None:
            raise TypeError("protect_all needs the app: this object was made without one")
        views.protect_all(app, tuple(except_))

    def draft(self) -> MultiDict[str, str] | None:
        """What this person was typing on this page when the session ended, to be shown again."""
        found = super().find_draft()
        return MultiDict(found.fields) if found else None


oidc = OIDC()
"""For decorators and calls in views; the app itself is set up by ``OIDC(app)``."""


def _install(app: Flask, kit: Kit) -> None:
    app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)  # the core calls it at the right time
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)  # a form is good as long as its session
    if app.config["MAX_CONTENT_LENGTH"] is None:  # without one a form is read whole, however long
        app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.session_interface = KitSessions()
    app.teardown_request(end_visit)
    app.after_request(_close)
    app.before_request(_admit)
    languages.init(app)
    problem_pages.init(app)
    _add_path(app, HEALTH)
    if kit.module.kind == "api":
        return
    _use_keys(app, kit.keys)
    csrf.init_app(app)
    pages.install(app)
    app.before_request(languages.translate_forms)
    login.init(app)
    for each in OWN:
        _add_path(app, each)


def _admit() -> Response | None:
    visit = current_visit()
    answer = arrive(visit)
    if answer is None and visit.request.endpoint is not None:
        answer = admit(visit)
    return respond(answer) if answer else None


def _close(response: Response) -> Response:
    set_cookies(response, close(current_visit(), response.status_code, response.headers))
    return response


def _use_keys(app: Flask, keys: tuple[str, ...]) -> None:
    app.secret_key = keys[0]
    # The last one signs (itsdangerous), all of them verify: pages that are open stay good.
    app.config.setdefault("WTF_CSRF_SECRET_KEY", list(reversed(keys)))


def _add_path(app: Flask, view: View) -> None:
    def answer() -> Response:
        return respond(view.answer(current_visit()))

    app.add_url_rule(view.path, view.endpoint, declare(answer, view.access), methods=view.methods)

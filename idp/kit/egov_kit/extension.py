"""The Flask extension: sign-in, guard and all that hangs on them, for one module.

::

    app = Flask(__name__)
    OIDC(app)                     # reads module.toml beside the app

    @app.get("/")
    @oidc.login
    def home() -> str: ...
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, overload

from flask import Flask, Response, g, request
from flask_login import LoginManager
from werkzeug.datastructures import MultiDict

from egov_kit import calls, guard, headers, languages, pages, problem_pages, signin, signout
from egov_kit.admission import admit, csrf
from egov_kit.flask_session import KitSessions
from egov_kit.formkeys import form_key
from egov_kit.guard import FREE, UnitOf, View, check_views, declare
from egov_kit.kit import EXTENSION, Kit, current_kit, find_session, utc_now
from egov_kit.module import Module, load
from egov_kit.navigation import target_of
from egov_kit.op import Providers
from egov_kit.person import Anonymous, find_person, remember_person
from egov_kit.settings import Settings
from egov_kit.store import Now
from egov_kit.tenants import Places, find_tenant

HEALTH: Final = "/healthz"
LARGEST: Final = 2 * 1024 * 1024
"""Bytes of a request, unless the app's own configuration says otherwise."""


class OIDC:
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
        environment.
        """
        settings = settings or Settings()
        module = module or load(Path(app.root_path) / "module.toml", app.import_name)
        app.extensions[EXTENSION] = Kit(
            settings=settings,
            module=module,
            places=Places(settings, [module]),
            providers=providers or Providers(settings),
            now=now,
        )
        _install(app, settings, module)

    def check(self, app: Flask) -> None:
        """Refuse an app with an undeclared view now, not at its first request."""
        check_views(app)

    def public(self, view: View) -> View:
        """See `egov_kit.guard.public`."""
        return guard.public(view)

    def login(self, view: View) -> View:
        """See `egov_kit.guard.login`."""
        return guard.login(view)

    def requires(self, *rights: str, unit: UnitOf | None = None) -> Callable[[View], View]:
        """See `egov_kit.guard.requires`."""
        return guard.requires(*rights, unit=unit)

    @overload
    def bearer(self, view: View, /) -> View: ...

    @overload
    def bearer(
        self, *rights: str, unit: UnitOf | None = None, callers: tuple[str, ...] = ()
    ) -> Callable[[View], View]: ...

    def bearer(self, *rights: Any, **limits: Any) -> Any:
        """See `egov_kit.guard.bearer`; usable with and without parentheses."""
        if len(rights) == 1 and callable(rights[0]):
            return guard.bearer()(rights[0])
        return guard.bearer(*rights, **limits)

    def token_for(self, audience: str) -> str:
        """See `egov_kit.calls.token_for`."""
        return calls.token_for(current_kit(), audience)

    def refresh_now(self) -> None:
        """Read posts and grants anew: something changed that must show at once.

        Raises `SessionOver` or `ProviderUnreachable`. Call it before the module's own transaction.
        """
        session = find_session()
        if session is not None:
            g.egov_session = current_kit().refresher().renew(session)
            remember_person(g.egov_session.person)

    def draft(self) -> MultiDict[str, str] | None:
        """What this person was typing on this page when the session ended, to be shown again."""
        session = find_session()
        if session is None:
            return None
        found = current_kit().drafts().find(session.id, target_of(request))
        return found.form() if found else None


oidc = OIDC()
"""For decorators and calls in views; the app itself is set up by ``OIDC(app)``."""


def _install(app: Flask, settings: Settings, module: Module) -> None:
    app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)  # `admission` calls it at the right time
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)  # a form is good as long as its session
    if app.config["MAX_CONTENT_LENGTH"] is None:  # without one a form is read whole, however long
        app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.session_interface = KitSessions()
    app.after_request(headers.protect)
    app.before_request(admit)
    languages.init(app)
    problem_pages.init(app)
    app.add_url_rule(HEALTH, "egov_health", declare(lambda: _health(), FREE))
    if module.kind == "api":
        return
    app.secret_key = form_key(settings, module)
    csrf.init_app(app)
    pages.install(app)
    app.after_request(languages.remember)
    app.context_processor(_context)
    _add_paths(app)
    _add_flask_login(app)


def _add_paths(app: Flask) -> None:
    paths: list[tuple[str, Callable[[], Response], list[str]]] = [
        (signin.LOGIN, signin.login, ["GET"]),
        (signin.CALLBACK, signin.callback, ["GET"]),
        (signout.LOGOUT, signout.logout, ["GET", "POST"]),
        (signout.LOGGED_OUT, signout.logged_out, ["GET"]),
    ]
    for path, view, methods in paths:
        endpoint = f"oidc_{view.__name__}"
        app.add_url_rule(path, endpoint, declare(view, FREE), methods=methods)


def _add_flask_login(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # the kit's own sessions are the protection
    manager.anonymous_user = Anonymous
    manager.request_loader(lambda _request: find_person())


def _health() -> Response:
    return Response("ok\n", content_type="text/plain")


def _context() -> dict[str, Any]:
    kit = current_kit()
    here = find_tenant()
    return {
        "person": find_person(),
        "tenant": here,
        "module": kit.module,
        "locale": languages.current(),
        "languages": languages.LANGUAGES,
        "csp_nonce": headers.csp_nonce(),
        "portal_url": kit.portal_url() if here else None,
        "sign_out_url": signout.LOGOUT,
    }

"""The listener for servers: back-channel logout (OpenID Connect Back-Channel Logout 1.0)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import structlog
from flask import Flask, Response, abort, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from egov_kit.bearer import find_tenant_of
from egov_kit.errors import ProviderError, TokenRefused
from egov_kit.logouts import Logouts
from egov_kit.module import Module
from egov_kit.op import LogoutToken, Providers
from egov_kit.sessions import Sessions
from egov_kit.settings import Settings
from egov_kit.store import Now, Store

_log = structlog.get_logger()
_LARGEST: Final = 64 * 1024


class Backchannel:
    """Ends sessions when a sign-in server says so; answers are for that server alone."""

    def __init__(
        self, settings: Settings, modules: Iterable[Module], providers: Providers, now: Now
    ) -> None:
        self._settings = settings
        self._modules: Mapping[str, Module] = {
            each.name: each for each in modules if each.kind != "api"
        }
        self._providers = providers
        self._now = now

    def logout(self, module: str) -> tuple[Response, int]:
        """``POST /<module>/oidc/backchannel-logout``: 200 done, 400 refused, 503 try again."""
        if module not in self._modules:
            abort(404)
        try:
            ended = self._obey(module, request.form.getlist("logout_token"))
        except TokenRefused as error:
            _log.info("backchannel.refused", module=module, reason=error.reason)
            return _said("invalid_request"), 400
        except (ProviderError, SQLAlchemyError) as error:
            _log.error("backchannel.failed", module=module, error=type(error).__name__)
            return _said("temporarily_unavailable"), 503
        _log.info("backchannel.done", module=module, ended=ended)
        return _said(None), 200

    def _obey(self, module: str, presented: list[str]) -> int:
        if len(presented) != 1:
            raise TokenRefused("not one logout_token")
        tenant = find_tenant_of(self._settings, presented[0])
        if tenant is None:
            raise TokenRefused("issuer is not one of ours")
        token = self._providers.get(tenant, module).verify_logout_token(presented[0])
        store = Store(settings=self._settings, tenant=tenant, module=module, now=self._now)
        return _end(Sessions(store), Logouts(store), token)


def internal_app(backchannel: Backchannel) -> Flask:
    """The WSGI app of the internal listener; what does not exist here is a 404."""
    app = Flask("egov_kit.internal", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST
    view: Callable[..., Any] = backchannel.logout
    app.add_url_rule("/<module>/oidc/backchannel-logout", "logout", view, methods=["POST"])
    app.add_url_rule("/healthz", "healthz", lambda: _said(None))
    return app


def _end(sessions: Sessions, logouts: Logouts, token: LogoutToken) -> int:
    if token.sid is None:
        came_at = logouts.note(token)
        return sessions.end_subject(token.iss, token.sub or "", begun_by=came_at)
    known = sessions.subjects_of(token.iss, token.sid)
    if token.sub is not None and known - {token.sub}:
        raise TokenRefused("sub and sid are not of one session")
    return sessions.end_round(token.iss, token.sid, begun_by=logouts.note(token))


def _said(error: str | None) -> Response:
    response = jsonify({"error": error} if error else {})
    response.headers["Cache-Control"] = "no-store"
    return response

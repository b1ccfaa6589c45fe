"""What servers say: OpenID Connect Back-Channel Logout 1.0, and security events."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import structlog

from egov_kit.errors import EventRefused, ProviderError, StoreUnreachable, TokenRefused
from egov_kit.logouts import Logouts
from egov_kit.module import Module
from egov_kit.op import LogoutToken, Provider, Providers, issuer_of
from egov_kit.sessions import Sessions
from egov_kit.settings import Settings
from egov_kit.store import Now, Store
from egov_kit.web import events
from egov_kit.web.answer import NO_STORE, Answer
from egov_kit.web.bearer import find_tenant_of

_log = structlog.get_logger()
EVENT_TYPE: Final = "application/secevent+jwt"


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

    def knows(self, module: str) -> bool:
        """Whether a sign-in server may speak to that module."""
        return module in self._modules

    def logout(self, module: str, presented: Sequence[str]) -> Answer:
        """``POST /<module>/oidc/backchannel-logout``: 200 done, 400 refused, 503 try again.

        ``presented`` is what the form holds as ``logout_token``.
        """
        try:
            ended = self._obey(module, presented)
        except TokenRefused as error:
            _log.info("backchannel.refused", module=module, reason=error.reason)
            return _said(400, {"error": "invalid_request"})
        except (ProviderError, StoreUnreachable) as error:
            _log.error("backchannel.failed", module=module, error=type(error).__name__)
            return _said(503, {"error": "temporarily_unavailable"})
        _log.info("backchannel.done", module=module, ended=ended)
        return _said(200, {})

    def event(self, module: str, media_type: str, body: bytes) -> Answer:
        """``POST /<module>/oidc/events`` (RFC 8935): 202 obeyed, 400 refused, 503 try again."""
        try:
            if media_type != EVENT_TYPE:
                raise TokenRefused(f"content type is not {EVENT_TYPE}")
            receipt = self.take_event(module, body.decode("ascii", "replace"))
        except TokenRefused as error:
            _log.info("event.refused", module=module, err=error.err, reason=error.reason)
            return _said(400, {"err": error.err, "description": error.reason})
        except (ProviderError, StoreUnreachable, OSError, ValueError) as error:
            _log.error("event.failed", module=module, error=type(error).__name__)
            return _said(503, {"error": "temporarily_unavailable"})
        told = {"EGov-Receipt": receipt} if receipt else {}
        return Answer(status=202, headers={**NO_STORE, **told})

    def _obey(self, module: str, presented: Sequence[str]) -> int:
        if len(presented) != 1:
            raise TokenRefused("not one logout_token")
        provider, store = self._find(module, presented[0])
        token = provider.verify_logout_token(presented[0])
        return _end(Sessions(store), Logouts(store), token)

    def take_event(self, module: str, token: str) -> str | None:
        """Obey a security event; answers the signed receipt, if we have a key to sign it with.

        Raises `TokenRefused`, `ProviderError`, `StoreUnreachable`, and `OSError` or `ValueError`
        for a key that cannot be read.
        """
        provider, store = self._find(module, token)
        event = provider.verify_security_event(token)
        sessions = events.obey(event, Sessions(store), Logouts(store))
        _log.info("event.obeyed", module=module, kinds=sorted(event.kinds), sessions=sessions)
        return provider.sign_receipt({"set": event.jti, "sessions": sessions})

    def _find(self, module: str, token: str) -> tuple[Provider, Store]:
        issuer = _issuer_of(token)
        tenant = issuer and find_tenant_of(self._settings, issuer, self._now())
        if not tenant or not issuer:
            raise EventRefused("invalid_issuer", "issuer is not one of ours")
        store = Store(settings=self._settings, tenant=tenant, module=module, now=self._now)
        return self._providers.get(tenant, module, issuer), store


def _issuer_of(token: str) -> str | None:
    try:
        return issuer_of(token)
    except TokenRefused:
        return None


def _end(sessions: Sessions, logouts: Logouts, token: LogoutToken) -> int:
    known = sessions.subjects_of(token.iss, token.sid) if token.sid else frozenset()
    if token.sub is not None and known - {token.sub}:
        raise TokenRefused("sub and sid are not of one session")
    came_at = logouts.note(iss=token.iss, sub=token.sub, sid=token.sid, jti=token.jti)
    return sessions.end_signed_in(iss=token.iss, sub=token.sub, sid=token.sid, begun_by=came_at)


def _said(status: int, body: Mapping[str, str]) -> Answer:
    text = json.dumps(body).encode()
    return Answer(status=status, body=text, content_type="application/json", headers=NO_STORE)

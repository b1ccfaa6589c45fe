"""The provider as it answers: which endpoint a call is for, and what goes wrong on the way."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlsplit

from joserfc.jwk import Key

from egov_kit.op.origin import is_loopback_host
from egov_kit.simulator import tokens
from egov_kit.simulator.authorization import serve_auth, serve_par
from egov_kit.simulator.changes import changed
from egov_kit.simulator.clients import Client
from egov_kit.simulator.control import PREFIX, serve_control
from egov_kit.simulator.core import Core
from egov_kit.simulator.discovery import document, serve_discovery, serve_keys
from egov_kit.simulator.errors import Refused
from egov_kit.simulator.events import serve_poll
from egov_kit.simulator.jose import sign
from egov_kit.simulator.keys import KeyChain
from egov_kit.simulator.logout import serve_logout
from egov_kit.simulator.pages import serve_asset
from egov_kit.simulator.panel import serve_panel
from egov_kit.simulator.people import PEOPLE, Person
from egov_kit.simulator.resources import serve_introspection, serve_revocation, serve_userinfo
from egov_kit.simulator.token import serve_token
from egov_kit.simulator.tokens import About
from egov_kit.simulator.wire import Call, Reply
from egov_kit.simulator.wsgi import Wsgi

_PROTOCOL = "/protocol/openid-connect"
_SERVE: Mapping[str, tuple[str, Callable[[Core, Call], Reply]]] = {
    "/.well-known/openid-configuration": ("discovery", serve_discovery),
    f"{_PROTOCOL}/certs": ("keys", serve_keys),
    f"{_PROTOCOL}/auth": ("auth", serve_auth),
    f"{_PROTOCOL}/token": ("token", serve_token),
    f"{_PROTOCOL}/userinfo": ("userinfo", serve_userinfo),
    f"{_PROTOCOL}/token/introspect": ("introspection", serve_introspection),
    f"{_PROTOCOL}/revoke": ("revocation", serve_revocation),
    f"{_PROTOCOL}/ext/par/request": ("par", serve_par),
    f"{_PROTOCOL}/logout": ("logout", serve_logout),
    "/events/poll": ("events", serve_poll),
}
ENDPOINTS = tuple(name for name, _ in _SERVE.values())
"""The endpoints by the names that faults, replies and `Simulator.calls` know them by."""
_REMEMBERED = 5_000
_BY_POST = ("token", "introspection", "revocation", "par", "events")
# What a script of another origin may read: nothing here goes by a cookie.
_OPEN = ("discovery", "keys", "token", "userinfo", "revocation")
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, DPoP",
}


class App(Core):
    """A whole OpenID provider for one realm: it answers calls, whoever brings them.

    ``clients`` may sign ``people`` in; ``clock`` is the time it goes by.
    """

    def __init__(
        self,
        *,
        realm: str = "danang",
        people: Iterable[Person] = PEOPLE,
        clients: Iterable[Client] = (),
        keys: Iterable[Key] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(
            realm=realm, clock=clock, people=people, clients=clients, keys=KeyChain(keys)
        )
        self._seen: deque[Call] = deque(maxlen=_REMEMBERED)

    @property
    def wsgi(self) -> Wsgi:
        """The provider as a WSGI app; `at` says at which origin it is."""
        return Wsgi(self.answer)

    # What came in and what is to go out

    @property
    def changes(self) -> dict[str, dict[str, Any]]:
        """Members to change, by document: ``simulator.changes["id_token"] = {"nonce": ABSENT}``."""
        return self.switches.changes

    @property
    def replies(self) -> dict[str, Reply | Callable[[Call], Reply]]:
        """What to answer instead, by endpoint."""
        return self.switches.replies

    def calls(self, endpoint: str | None = None) -> list[Call]:
        """The calls to ``discovery``, ``keys``, ``token``, ``userinfo`` … so far, or all."""
        return [c for c in list(self._seen) if endpoint in (None, self._name(c))]

    def document(self) -> dict[str, Any]:
        """The discovery document, with what is changed in it."""
        return self.switches.document("discovery", document(self))

    # Tokens

    def sign(
        self,
        claims: Mapping[str, Any],
        header: Mapping[str, Any] | None = None,
        by: Key | None = None,
    ) -> str:
        """A token with these claims, under our key unless ``by`` another."""
        by = by or self.keys.signing["RS256"]
        return sign(
            changed({"alg": "RS256", "kid": by.kid, "typ": "JWT"}, header or {}), claims, by
        )

    def id_token_claims(self, audience: str | None = None, **changes: object) -> dict[str, Any]:
        """The claims of a good ID token of the standing session, changed.

        ``audience`` is the first client unless another is named. Raises `LookupError` while
        nobody is signed in for whoever comes.
        """
        about = self._standing(audience)
        claims = tokens.id_token(about, nonce="nonce-1", access_token=None, algorithm="RS256")
        return changed(claims, changes)

    def access_token_claims(self, audience: str | None = None, **changes: object) -> dict[str, Any]:
        """The claims of a good access token, in the same way."""
        about = self._standing(audience)
        return changed(tokens.access_token(about, about.client_id), changes)

    def logout_token_claims(self, audience: str | None = None, **changes: object) -> dict[str, Any]:
        """The claims of a good logout token, in the same way."""
        return changed(tokens.logout_token(self._standing(audience)), changes)

    def id_token(self, header: Mapping[str, Any] | None = None, **changes: Any) -> str:  # noqa: ANN401 # any claim
        """An ID token."""
        return self.sign(self.id_token_claims(**changes), header)

    def access_token(self, header: Mapping[str, Any] | None = None, **changes: Any) -> str:  # noqa: ANN401 # any claim
        """An access token (RFC 9068)."""
        claims = self.access_token_claims(**changes)
        return self.sign(claims, {"typ": "at+jwt"} | dict(header or {}))

    def logout_token(self, header: Mapping[str, Any] | None = None, **changes: Any) -> str:  # noqa: ANN401 # any claim
        """A back-channel logout token."""
        claims = self.logout_token_claims(**changes)
        return self.sign(claims, {"typ": "logout+jwt"} | dict(header or {}))

    def _standing(self, audience: str | None) -> About:
        session = self.session_of(None)
        if session is None:
            raise LookupError("nobody is signed in: use sign_in() first")
        return self.about(session, audience or next(iter(self.clients)))

    # Serving

    def answer(self, call: Call) -> Reply:
        """Answer a request, with all that is to go wrong."""
        self._seen.append(call)
        if not (is_loopback_host(_host(call)) or _host(call) == urlsplit(self.origin).hostname):
            # A page of another site that has its name lead here (DNS rebinding).
            return Reply(status=421, body={"title": "this is not a name of this machine"})
        name = self._name(call)
        instead = self.replies.get(name)
        if instead is not None:
            return instead(call) if callable(instead) else instead
        reply = self.switches.reply(name, self.serve(call))
        return replace(reply, headers={**reply.headers, **_CORS}) if name in _OPEN else reply

    def serve(self, call: Call) -> Reply:
        """Answer a request as a good provider does, but for changed documents."""
        if call.path.startswith("/assets/"):
            return serve_asset(call)
        if call.path.startswith(PREFIX):
            return self._control(call)
        found = _SERVE.get(self._path(call))
        if found is None:
            return Reply(status=404, body={"error": "not_found"})
        name, serve = found
        if call.method == "OPTIONS":
            return Reply(status=204, body=b"")
        if name in _BY_POST and call.method != "POST":
            return Reply(status=405, body={"error": "invalid_request"}, headers={"Allow": "POST"})
        try:
            return serve(self, call)
        except Refused as error:
            return _refusal(error)

    def _control(self, call: Call) -> Reply:
        if call.method != "GET" and call.headers.get("origin", self.origin) != self.origin:
            return Reply(status=403, body={"title": "a page of another origin may not do this"})
        if call.path == PREFIX:
            return serve_panel(self, call)
        if (call.method, call.path) == ("GET", f"{PREFIX}calls"):
            return Reply(body={"calls": [_told(c) for c in self.calls(call.query.get("endpoint"))]})
        return serve_control(self, call, ENDPOINTS)

    def _path(self, call: Call) -> str:
        return call.path.removeprefix(f"/realms/{self.realm}")

    def _name(self, call: Call) -> str:
        found = _SERVE.get(self._path(call))
        return found[0] if found else call.path


def _host(call: Call) -> str:
    return urlsplit(f"//{call.headers.get('host', 'localhost')}").hostname or ""


def _told(call: Call) -> dict[str, Any]:
    told = {name: value for name, value in asdict(call).items() if name != "repeated"}
    return {**told, "headers": dict(call.headers)}


def _refusal(error: Refused) -> Reply:
    body = {"error": error.code, "error_description": error.description}
    headers = {"Cache-Control": "no-store"}
    if error.nonce is not None:
        headers["DPoP-Nonce"] = error.nonce
    if error.status == 401 and error.code == "use_dpop_nonce":
        headers["WWW-Authenticate"] = 'DPoP error="use_dpop_nonce"'
    elif error.code in ("invalid_token", "insufficient_scope"):
        headers["WWW-Authenticate"] = f'Bearer error="{error.code}", DPoP error="{error.code}"'
    elif error.status == 401:
        headers["WWW-Authenticate"] = "Basic"
    return Reply(status=error.status, body=body, headers=headers)

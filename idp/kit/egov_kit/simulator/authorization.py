"""The authorization endpoint (OIDC Core 3.1.2, RFC 9207) and requests pushed to it (RFC 9126)."""

import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

from egov_kit.simulator.client_auth import authenticate
from egov_kit.simulator.clients import Client
from egov_kit.simulator.core import Core
from egov_kit.simulator.discovery import SCOPES
from egov_kit.simulator.dpop import thumbprint
from egov_kit.simulator.errors import Refused
from egov_kit.simulator.pages import error_page, sign_in_page
from egov_kit.simulator.people import Person
from egov_kit.simulator.state import CODE_LIFE, PUSHED_LIFE, Asked, Code, Session
from egov_kit.simulator.wire import Call, Reply, redirect

COOKIE = "SIMULATOR_SESSION"
_PUSHED = "urn:ietf:params:oauth:request_uri:"
_CHALLENGE = 43


class _Back(Exception):  # not an error of ours: the way back to the client
    """An error that the client is told, because its redirect address is known."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.fields = {"error": error, "error_description": description}


def serve_auth(core: Core, call: Call) -> Reply:
    """Ask who it is, or send the browser back with a code or an error."""
    given = _chosen(call)
    try:
        fields = _fields(core, call)
        client = _client(core, fields)
    except Refused as error:
        return error_page(core, call, error)
    try:
        return _decide(core, call, _read(fields, client, core), given)
    except _Back as back:
        return _return(core, fields["redirect_uri"], fields.get("state"), back.fields)


def serve_par(core: Core, call: Call) -> Reply:
    """Take a request before the browser brings its name."""
    client = authenticate(core, call)
    fields = {n: v for n, v in call.form.items() if not n.startswith("client_assertion")}
    fields = {n: v for n, v in fields.items() if n != "client_secret"}
    fields["client_id"] = client.client_id
    if "request_uri" in fields:
        raise Refused("invalid_request", "request_uri cannot be pushed")
    jkt = thumbprint(core, call)
    if jkt is not None:
        fields["dpop_jkt"] = jkt
    _client(core, fields, pushed=True)
    try:
        _read(fields, client, core)
    except _Back as back:
        raise Refused(back.fields["error"], back.fields["error_description"]) from None
    name = _PUSHED + secrets.token_urlsafe(32)
    answer = core.switches.document("par", {"request_uri": name, "expires_in": PUSHED_LIFE})
    with core.state.lock:
        core.state.pushed[name] = client.client_id, fields, core.clock() + PUSHED_LIFE
    return Reply(status=201, body=answer, headers={"Cache-Control": "no-store"})


def _chosen(call: Call) -> Mapping[str, str]:
    """What somebody pressed on the sign-in page; empty when an application sent the request."""
    return call.form if call.method == "POST" and "_page" in call.form else {}


def _fields(core: Core, call: Call) -> dict[str, str]:
    """The parameters of the request, pushed ones in place of their name; raises `Refused`."""
    fields = dict(call.query if _chosen(call) else call.fields)
    if call.repeated:
        raise Refused("invalid_request", f"{', '.join(sorted(call.repeated))} came twice")
    name = fields.get("request_uri")
    if name is None:
        return fields
    with core.state.lock:
        # The page of a pushed request comes back with its name: it is spent by an answer.
        client_id, pushed, until = core.state.pushed.get(name, ("", {}, 0.0))
    if client_id != fields.get("client_id") or core.clock() >= until:
        raise Refused("invalid_request_uri", "request_uri is unknown, used or too old")
    return {**pushed, "request_uri": name}


def _client(core: Core, fields: Mapping[str, str], *, pushed: bool = False) -> Client:
    """The client, if the browser may be sent back to it; raises `Refused`."""
    client = core.client(fields.get("client_id"))
    if not client.may_return_to(fields.get("redirect_uri")):
        raise Refused("invalid_request", "redirect_uri is not registered")
    if client.require_par and not pushed and "request_uri" not in fields:
        raise Refused("invalid_request", "this client must push its requests")
    return client


def _read(fields: Mapping[str, str], client: Client, core: Core) -> Asked:
    """What is asked for; raises `_Back`."""
    _check(fields, client, core)
    return Asked(
        client_id=client.client_id,
        redirect_uri=fields["redirect_uri"],
        state=fields.get("state"),
        scopes=frozenset(fields.get("scope", "").split()),
        nonce=fields.get("nonce"),
        code_challenge=fields.get("code_challenge"),
        acr_values=tuple(fields.get("acr_values", "").split()),
        max_age=_max_age(fields),
        prompt=frozenset(fields.get("prompt", "").split()),
        login_hint=fields.get("login_hint", ""),
        dpop_jkt=fields.get("dpop_jkt"),
    )


def _check(fields: Mapping[str, str], client: Client, core: Core) -> None:
    if "request" in fields:
        raise _Back("request_not_supported", "request objects are not taken")
    if fields.get("response_type") != "code":
        raise _Back("unsupported_response_type", "response_type must be code")
    if fields.get("response_mode", "query") != "query":
        raise _Back("invalid_request", "response_mode must be query")
    known = {*SCOPES, *(f"call:{each}" for each in client.calls)}
    if unknown := set(fields.get("scope", "").split()) - known:
        raise _Back("invalid_scope", f"no scope {', '.join(sorted(unknown))}")
    if core.switches.misbehaves("pkce-unchecked", "auth"):
        return
    if fields.get("code_challenge_method") != "S256":
        raise _Back("invalid_request", "PKCE with S256 is asked of everybody (RFC 9700 2.1.1)")
    if len(fields.get("code_challenge", "")) != _CHALLENGE:
        raise _Back("invalid_request", "code_challenge is no S256 challenge")


def _max_age(fields: Mapping[str, str]) -> int | None:
    asked = fields.get("max_age")
    if asked is None:
        return None
    if not asked.isdigit():
        raise _Back("invalid_request", "max_age is no number of seconds")
    return int(asked)


def _decide(core: Core, call: Call, asked: Asked, chosen: Mapping[str, str]) -> Reply:
    session = core.session_of(call.cookie(COOKIE))
    if "refuse" in chosen:
        raise _spent(core, call, _Back("access_denied", "refused on the sign-in page"))
    if chosen:
        person = _person(core, chosen.get("username", ""))
        if person is None:
            return _page(core, call, asked, unknown=chosen.get("username", ""))
        return _finish(core, call, asked, _signed_in(core, asked, session, person))
    if session is not None and _suffices(core, session, asked):
        return _finish(core, call, asked, session)
    if "none" in asked.prompt:
        raise _spent(core, call, _Back("login_required", "somebody must sign in"))
    return _page(core, call, asked)


def _page(core: Core, call: Call, asked: Asked, unknown: str = "") -> Reply:
    """Ask who it is; the form goes to this same request."""
    fields = call.query if call.method == "GET" or _chosen(call) else call.form
    action = f"{core.base}/auth?{urlencode(dict(fields))}"
    return sign_in_page(core, call, asked, action=action, unknown=unknown)


def _person(core: Core, username: str) -> Person | None:
    return core.people.get(username.strip().lower())


def _suffices(core: Core, session: Session, asked: Asked) -> bool:
    """Whether the request can be answered from the session alone (OIDC Core 3.1.2.3)."""
    if "login" in asked.prompt:
        return False
    if asked.max_age is not None and core.now() - session.auth_time > asked.max_age:
        return False
    return session.level >= _level(core, asked)


def _level(core: Core, asked: Asked) -> int:
    """The lowest level that will do; values we do not know ask for nothing (Core 5.5.1.1)."""
    return min((core.levels[v] for v in asked.acr_values if v in core.levels), default=1)


def _signed_in(core: Core, asked: Asked, before: Session | None, person: Person) -> Session:
    """The session after somebody signed in: the same one, if it is the same person's."""
    level = _level(core, asked)
    if before is not None and before.person.username == person.username:
        before.auth_time, before.level = core.now(), max(before.level, level)
        return before
    return core.state.begin(person, level=level)


def _finish(core: Core, call: Call, asked: Asked, session: Session) -> Reply:
    code = secrets.token_urlsafe(32)
    with core.state.lock:
        core.state.codes[code] = Code(asked=asked, session=session, until=core.clock() + CODE_LIFE)
    _spend(core, call)
    reply = _return(core, asked.redirect_uri, asked.state, {"code": code, **_state(session)})
    if session is core.standing:
        return reply
    cookie = f"{COOKIE}={session.secret}; Path=/realms/{core.realm}; HttpOnly; SameSite=Lax"
    return Reply(
        status=reply.status, headers={**reply.headers, "Set-Cookie": cookie}, body=reply.body
    )


def _state(session: Session) -> dict[str, str]:
    return {"session_state": session.sid}


def _spent(core: Core, call: Call, back: _Back) -> _Back:
    _spend(core, call)
    return back


def _spend(core: Core, call: Call) -> None:
    """A pushed request is good for one answer."""
    name = call.query.get("request_uri", call.form.get("request_uri", ""))
    if not core.switches.misbehaves("par-reusable", "par"):
        with core.state.lock:
            core.state.pushed.pop(name, None)


def _return(core: Core, uri: str, state: str | None, fields: Mapping[str, str]) -> Reply:
    answer = {**({} if state is None else {"state": state}), **fields, "iss": core.issuer}
    sent = core.switches.document("authorization", answer)
    # 303: a browser that posted the page must not post to the application.
    return redirect(uri, {name: str(value) for name, value in sent.items()}, status=303)

"""The token endpoint: who asks, and for which grant (RFC 6749 3.2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from egov_kit.simulator import tokens
from egov_kit.simulator.client_auth import authenticate
from egov_kit.simulator.clients import Client
from egov_kit.simulator.core import Core
from egov_kit.simulator.discovery import EXCHANGE
from egov_kit.simulator.dpop import thumbprint
from egov_kit.simulator.errors import Refused
from egov_kit.simulator.exchange import exchanged
from egov_kit.simulator.state import ACCESS_LIFE, REFRESH_LIFE, Asked, Code, Refresh, Session
from egov_kit.simulator.tokens import About, acr_of
from egov_kit.simulator.wire import Call, Reply

_NO_STORE = {"Cache-Control": "no-store"}


def serve_token(core: Core, call: Call) -> Reply:
    """Tokens; raises `Refused`."""
    if call.method != "POST" or call.repeated:
        raise Refused("invalid_request", "one POST with each parameter once")
    client = authenticate(core, call)
    grant = _GRANTS.get(call.form.get("grant_type", ""))
    if grant is None:
        raise Refused("unsupported_grant_type", "no such grant_type")
    jkt = thumbprint(core, call)
    if client.require_dpop and jkt is None:
        raise Refused("invalid_dpop_proof", "this client's tokens are bound to a key")
    answer = core.switches.document("token", grant(core, client, call.form, jkt))
    return Reply(body=answer, headers=_NO_STORE)


@dataclass(frozen=True, kw_only=True)
class Given:
    """What tokens are given for."""

    client: Client
    session: Session
    scopes: frozenset[str]
    acr: str
    nonce: str | None
    jkt: str | None


def _code(
    core: Core, client: Client, form: Mapping[str, str], jkt: str | None
) -> dict[str, object]:
    with core.state.lock:
        code = core.state.codes.get(form.get("code", ""))
        spent = code is not None and code.spent
        if code is not None and code.asked.client_id == client.client_id:
            code.spent = True
    if code is None or not core.state.is_live(code.session) or core.clock() >= code.until:
        raise Refused("invalid_grant", "code is unknown or too old")
    if spent and not core.switches.misbehaves("code-reusable", "token"):
        raise Refused("invalid_grant", "code was used before")
    _check_code(core, client, form, code.asked, jkt)
    return _answer(core, _given(core, client, code, jkt))


def _check_code(
    core: Core, client: Client, form: Mapping[str, str], asked: Asked, jkt: str | None
) -> None:
    if asked.client_id != client.client_id or form.get("redirect_uri") != asked.redirect_uri:
        raise Refused("invalid_grant", "code is of another client or redirect_uri")
    if asked.dpop_jkt is not None and asked.dpop_jkt != jkt:
        raise Refused("invalid_dpop_proof", "code is bound to another key")
    if core.switches.misbehaves("pkce-unchecked", "token"):
        return
    challenge = create_s256_code_challenge(form.get("code_verifier", ""))
    if challenge != asked.code_challenge:
        raise Refused("invalid_grant", "code_verifier is another one")


def _given(core: Core, client: Client, code: Code, jkt: str | None) -> Given:
    asked = code.asked
    return Given(
        client=client,
        session=code.session,
        scopes=asked.scopes,
        acr=acr_of(code.session.level, asked.acr_values, core.levels),
        nonce=asked.nonce,
        jkt=jkt,
    )


def _refresh(
    core: Core, client: Client, form: Mapping[str, str], jkt: str | None
) -> dict[str, object]:
    token = form.get("refresh_token", "")
    with core.state.lock:
        held = core.state.refreshes.get(token)
        spent = held is not None and held.spent
        if held is not None and client.rotates and held.client_id == client.client_id:
            held.spent = True
    if held is None or held.client_id != client.client_id:
        raise Refused("invalid_grant", "no such refresh token")
    if spent:
        # Somebody has a copy of it: neither may go on (RFC 9700 4.14.2).
        core.state.end(held.session)
        raise Refused("invalid_grant", "Maximum allowed refresh token reuse exceeded")
    if core.clock() >= held.until or not core.state.is_live(held.session):
        raise Refused("invalid_grant", "Session not active")
    if client.public and held.jkt != jkt:
        raise Refused("invalid_dpop_proof", "refresh token is bound to another key")
    if core.switches.misbehaves("refresh-refused", "refresh"):
        raise Refused("invalid_grant", "Session not active")
    if core.switches.misbehaves("refresh-500", "refresh"):
        raise Refused("server_error", "switched on", status=500)
    session = held.session
    if core.switches.misbehaves("refresh-other-sub", "refresh"):
        session = replace(session, person=replace(session.person, sub="somebody-else"))
    return _answer(
        core,
        Given(
            client=client,
            session=session,
            scopes=held.scopes,
            acr=held.acr,
            nonce=None,
            jkt=jkt,
        ),
    )


def _credentials(
    core: Core, client: Client, form: Mapping[str, str], jkt: str | None
) -> dict[str, object]:
    if client.public:
        raise Refused("unauthorized_client", "a public client has no name of its own")
    claims = tokens.service_token(core.issuer, core.now(), client.client_id, jkt)
    return {
        "access_token": core.issue("access_token", claims, client.client_id),
        "token_type": "DPoP" if jkt else "Bearer",
        "expires_in": ACCESS_LIFE,
        "not-before-policy": 0,
        "scope": "",
    }


def _answer(core: Core, given: Given) -> dict[str, object]:
    """A token response of the code or refresh grant, as Keycloak gives it."""
    client, session = given.client, given.session
    session.clients.add(client.client_id)
    about = core.about(session, client.client_id, scopes=given.scopes, acr=given.acr, jkt=given.jkt)
    access = core.issue(
        "access_token", tokens.access_token(about, client.client_id), client.client_id
    )
    answer = {
        "access_token": access,
        "expires_in": ACCESS_LIFE,
        "refresh_expires_in": REFRESH_LIFE,
        "refresh_token": _new_refresh_token(core, about, given),
        "token_type": "DPoP" if given.jkt else "Bearer",
        "not-before-policy": 0,
        "session_state": session.sid,
        "scope": " ".join(sorted(given.scopes)),
    }
    if "openid" in given.scopes:
        answer["id_token"] = _id_token(core, about, given, access)
    return answer


def _id_token(core: Core, about: About, given: Given, access: str) -> str:
    alg = given.client.id_token_signed_response_alg
    claims = tokens.id_token(about, nonce=given.nonce, access_token=access, algorithm=alg)
    return core.issue("id_token", claims, given.client.client_id, alg)


def _new_refresh_token(core: Core, about: About, given: Given) -> str:
    until = min(core.clock() + REFRESH_LIFE, about.auth_time + 36_000)
    token = core.refresh_token(tokens.refresh_token(about, int(until)))
    held = Refresh(
        client_id=given.client.client_id,
        session=given.session,
        scopes=given.scopes,
        acr=given.acr,
        jkt=given.jkt,
        until=until,
    )
    core.keep_refresh(token, held)
    return token


Grant = Callable[[Core, Client, Mapping[str, str], str | None], dict[str, object]]
_GRANTS: Mapping[str, Grant] = {
    "authorization_code": _code,
    "refresh_token": _refresh,
    "client_credentials": _credentials,
    EXCHANGE: exchanged,
}

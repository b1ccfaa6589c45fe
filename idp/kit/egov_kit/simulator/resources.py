"""What tokens are good for at the provider: userinfo, introspection, revocation."""

from typing import Any

from egov_kit.simulator.access import find_claims, find_issued, find_session, presented
from egov_kit.simulator.changes import changed
from egov_kit.simulator.client_auth import authenticate
from egov_kit.simulator.core import Core
from egov_kit.simulator.errors import Refused
from egov_kit.simulator.wire import Call, Reply


def serve_userinfo(core: Core, call: Call) -> Reply:
    """The person as of now (OIDC Core 5.3); raises `Refused`."""
    claims = presented(core, call)
    session = find_session(core, claims)
    if session is None or "openid" not in str(claims.get("scope", "")).split():
        raise Refused("insufficient_scope", "the token is not for userinfo", status=403)
    told = changed(session.person.claims, {"sub": session.person.sub})
    return Reply(body=core.switches.document("userinfo", told))


def serve_introspection(core: Core, call: Call) -> Reply:
    """Whether a token is good for the client that asks (RFC 7662); raises `Refused`.

    As at Keycloak, a client that is not in ``aud`` hears that the token is not active.
    """
    client = authenticate(core, call)
    if client.public:
        raise Refused("invalid_client", "a public client may not ask", status=401)
    claims = find_claims(core, call.form.get("token", ""))
    audience = (claims or {}).get("aud")
    ours = client.client_id in (audience if isinstance(audience, list) else [audience])
    return Reply(body=core.switches.document("introspection", _told(claims if ours else None)))


def _told(claims: dict[str, Any] | None) -> dict[str, Any]:
    if claims is None:
        return {"active": False}
    kind = "DPoP" if "cnf" in claims else "Bearer"
    named = {"client_id": claims["azp"], "username": claims.get("preferred_username")}
    return {**claims, **named, "token_type": kind, "active": True}


def serve_revocation(core: Core, call: Call) -> Reply:
    """Take a token back (RFC 7009): 200 whatever it was; raises `Refused` for a bad client."""
    client = authenticate(core, call)
    token = call.form.get("token", "")
    with core.state.lock:
        held = core.state.refreshes.get(token)
        if held is not None and held.client_id == client.client_id:
            # With the refresh token everything it brought ends (RFC 7009 2.1).
            held.session.clients.discard(client.client_id)
            core.state.refreshes = {
                t: v
                for t, v in core.state.refreshes.items()
                if (v.session, v.client_id) != (held.session, held.client_id)
            }
        claims = find_issued(core, token)
        if claims is not None and claims.get("azp") == client.client_id and claims.get("jti"):
            core.state.revoked.add(str(claims["jti"]))
    return Reply(body=b"")

"""Token exchange (RFC 8693) by the rules of Keycloak's standard token exchange."""

from collections.abc import Mapping
from typing import Any

from egov_kit.simulator import tokens
from egov_kit.simulator.access import find_claims, find_session
from egov_kit.simulator.clients import Client
from egov_kit.simulator.core import Core
from egov_kit.simulator.errors import Refused
from egov_kit.simulator.state import ACCESS_LIFE, Session

ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 # a name


def exchanged(
    core: Core, client: Client, form: Mapping[str, str], jkt: str | None
) -> dict[str, object]:
    """An access token towards an audience of ``calls``; raises `Refused`.

    The audience must be asked for by the scope ``call:<audience>``: it is that optional scope
    which holds the mapper. The subject token must be meant for the caller.
    """
    session, subject = _subject(core, client, form)
    if core.switches.misbehaves("exchange-refused", "exchange"):
        raise Refused("invalid_request", "Requested audience not available")
    audiences = _audiences(client, form)
    about = core.about(
        session, client.client_id, scopes=frozenset(), acr=str(subject.get("acr", "1")), jkt=jkt
    )
    claims = tokens.access_token(about, audiences[0] if len(audiences) == 1 else audiences)
    return {
        "access_token": core.issue("access_token", claims, client.client_id),
        "issued_token_type": ACCESS_TOKEN,
        "token_type": "DPoP" if jkt else "Bearer",
        "expires_in": ACCESS_LIFE,
        "session_state": session.sid,
        "scope": "",
    }


def _subject(
    core: Core, client: Client, form: Mapping[str, str]
) -> tuple[Session, Mapping[str, Any]]:
    if client.public:
        raise Refused("invalid_client", "a public client exchanges nothing", status=401)
    if form.get("subject_token_type") != ACCESS_TOKEN:
        raise Refused("invalid_request", "subject_token_type must be an access token")
    if form.get("requested_token_type", ACCESS_TOKEN) != ACCESS_TOKEN:
        raise Refused("invalid_request", "requested_token_type unsupported")
    subject = find_claims(core, form.get("subject_token", ""))
    session = subject and find_session(core, subject)
    if not subject or not session:
        raise Refused("invalid_request", "Invalid token")
    audience = subject.get("aud")
    if client.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise Refused("access_denied", "Client is not within the token audience", status=403)
    return session, subject


def _audiences(client: Client, form: Mapping[str, str]) -> list[str]:
    scopes = form.get("scope", "").split()
    offered = {f"call:{each}": each for each in client.calls}
    if unknown := set(scopes) - set(offered) - {"openid", "profile", "email"}:
        raise Refused("invalid_scope", f"Invalid scopes: {' '.join(sorted(unknown))}")
    available = [offered[each] for each in scopes if each in offered]
    asked = form.get("audience")
    if asked is not None and asked not in available:
        raise Refused("invalid_request", f"Requested audience not available: {asked}")
    if asked is not None:
        return [asked]
    return available or [client.client_id]

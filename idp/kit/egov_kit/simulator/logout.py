"""Sign-out: asked for by an application or by the developer, and told to every application."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from egov_kit.simulator import tokens
from egov_kit.simulator.access import find_signed
from egov_kit.simulator.authorization import COOKIE
from egov_kit.simulator.clients import Client
from egov_kit.simulator.core import Core, Delivery
from egov_kit.simulator.errors import Refused
from egov_kit.simulator.outgoing import post
from egov_kit.simulator.pages import error_page, sign_out_page, signed_out_page
from egov_kit.simulator.state import Session
from egov_kit.simulator.wire import Call, Reply, redirect

_FORM: Final = "application/x-www-form-urlencoded"


def serve_logout(core: Core, call: Call) -> Reply:
    """RP-initiated logout (RP-Initiated Logout 1.0): at once with a hint, else after asking."""
    fields = dict(call.query) | dict(call.form)
    try:
        hint = _hint(core, fields)
        client = _client(core, fields, hint)
        target = _target(client, fields)
    except Refused as error:
        return error_page(core, call, error)
    session = _session(core, call, hint)
    if session is not None and hint is None and "_page" not in call.form:
        asked = {name: value for name, value in fields.items() if name != "_page"}
        action = f"{core.base}/logout?{urlencode(asked)}"
        return sign_out_page(core, call, session, action=action)
    if session is not None:
        end(core, session)
    if target is None:
        return signed_out_page(core, call)
    given = {"state": fields["state"]} if "state" in fields else {}
    gone = f"{COOKIE}=; Path=/realms/{core.realm}; Max-Age=0; HttpOnly; SameSite=Lax"
    reply = redirect(target, given)
    return Reply(
        status=reply.status, headers={**reply.headers, "Set-Cookie": gone}, body=reply.body
    )


def _hint(core: Core, fields: Mapping[str, str]) -> Mapping[str, object] | None:
    """The claims of ``id_token_hint``: ours, and an ID token, but maybe long expired."""
    if "id_token_hint" not in fields:
        return None
    claims = find_signed(core, fields["id_token_hint"])
    if claims is None or claims.get("typ") != "ID":
        raise Refused("invalid_request", "id_token_hint is no ID token of this provider")
    return claims


def _client(
    core: Core, fields: Mapping[str, str], hint: Mapping[str, object] | None
) -> Client | None:
    named, hinted = fields.get("client_id"), str(hint.get("azp")) if hint else None
    if named and hinted and named != hinted:
        raise Refused("invalid_request", "client_id is not that of id_token_hint")
    return core.client(named or hinted) if named or hinted else None


def _target(client: Client | None, fields: Mapping[str, str]) -> str | None:
    wanted = fields.get("post_logout_redirect_uri")
    if wanted is None:
        return None
    if client is None or not client.may_leave_to(wanted):
        raise Refused("invalid_request", "post_logout_redirect_uri is not registered")
    return wanted


def _session(core: Core, call: Call, hint: Mapping[str, object] | None) -> Session | None:
    if hint is None:
        return core.state.of_browser(call.cookie(COOKIE))
    return core.state.sessions.get(str(hint.get("sid")))


def end(core: Core, session: Session) -> list[Delivery]:
    """End a session and tell every client that has tokens of it."""
    core.state.end(session)
    told = [core.clients[each] for each in sorted(session.clients) if each in core.clients]
    if core.switches.misbehaves("logout-untold", "logout_token"):
        return []
    return [tell(core, each, session) for each in told if each.backchannel_logout_uri]


def tell(core: Core, client: Client, session: Session) -> Delivery:
    """Post a logout token (Back-Channel Logout 2.5) and keep what came of it."""
    token = _logout_token(core, client, session)
    url = str(client.backchannel_logout_uri)
    times = 2 if core.switches.misbehaves("logout-twice", "logout_token") else 1
    for _ in range(times):
        status = post(url, urlencode({"logout_token": token}), _FORM)
    delivery = Delivery(client_id=client.client_id, url=url, status=status)
    core.deliveries.append(delivery)
    return delivery


def _logout_token(core: Core, client: Client, session: Session) -> str:
    about = core.about(session, client.client_id)
    if core.switches.misbehaves("logout-is-id-token", "logout_token"):
        claims = tokens.id_token(about, nonce=None, access_token=None, algorithm="RS256")
        return core.issue("id_token", claims, client.client_id)
    return core.issue("logout_token", tokens.logout_token(about), client.client_id)

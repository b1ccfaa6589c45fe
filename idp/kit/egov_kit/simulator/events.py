"""Security events (RFC 8417): pushed to an application (RFC 8935), or kept for it (RFC 8936)."""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from egov_kit.op.security_event import ACCOUNT_DISABLED, CLAIMS_CHANGED, SESSION_REVOKED
from egov_kit.simulator.client_auth import by_assertion
from egov_kit.simulator.clients import Client
from egov_kit.simulator.core import Core, Delivery
from egov_kit.simulator.errors import Refused
from egov_kit.simulator.outgoing import post
from egov_kit.simulator.people import Person
from egov_kit.simulator.wire import Call, Reply

KINDS: Final[Mapping[str, str]] = {
    "session-revoked": SESSION_REVOKED,
    "account-disabled": ACCOUNT_DISABLED,
    "token-claims-change": CLAIMS_CHANGED,
}
"""What can be told, by the last part of its event type."""
_MOST: Final = 100
"""Events in one answer."""


def tell(
    core: Core, client: Client, kind: str, person: Person, sid: str | None = None
) -> Delivery | None:
    """Tell ``client`` that something happened to ``person``, or to their session ``sid``.

    Pushed where the client has an ``events_uri``, else kept: then nothing is answered.
    """
    jti = uuid4().hex
    token = core.issue(
        "security_event", _claims(core, client, kind, person, sid, jti), client.client_id
    )
    if client.events_uri is None:
        with core.state.lock:
            core.state.events.setdefault(client.client_id, {})[jti] = token
        return None
    status = post(client.events_uri, token, "application/secevent+jwt")
    delivery = Delivery(client_id=client.client_id, url=client.events_uri, status=status)
    core.deliveries.append(delivery)
    return delivery


def _claims(
    core: Core, client: Client, kind: str, person: Person, sid: str | None, jti: str
) -> dict[str, Any]:
    user = {"format": "iss_sub", "iss": core.issuer, "sub": person.sub}
    session = {"format": "opaque", "id": sid}
    return {
        "iss": core.issuer,
        "aud": client.client_id,
        "iat": core.now(),
        "jti": jti,
        "sub_id": {"format": "complex", "user": user, "session": session} if sid else user,
        "events": {KINDS[kind]: {"event_timestamp": core.now()}},
    }


def serve_poll(core: Core, call: Call) -> Reply:
    """Answer the events that wait for the client that asks, and forget what it has taken."""
    scheme, _, assertion = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Refused("invalid_client", "say who you are by a signed JWT as Bearer", status=401)
    client = by_assertion(core, call, assertion)
    asked = _asked(call)
    with core.state.lock:
        waiting = core.state.events.setdefault(client.client_id, {})
        for jti in (*asked.get("ack", ()), *asked.get("setErrs", {})):
            waiting.pop(jti, None)
        most = min(asked.get("maxEvents", _MOST), _MOST)
        given = dict(list(waiting.items())[:most])
        left = len(waiting) > len(given)
    return Reply(body={"sets": given, "moreAvailable": left}, headers={"Cache-Control": "no-store"})


def _asked(call: Call) -> Mapping[str, Any]:
    """What was asked for; it is always answered at once, as ``returnImmediately`` says."""
    try:
        asked = json.loads(call.body)
    except ValueError:
        asked = None
    if not isinstance(asked, dict) or not isinstance(asked.get("maxEvents", 0), int):
        raise Refused("invalid_request", "the body is no poll request (RFC 8936)")
    return asked

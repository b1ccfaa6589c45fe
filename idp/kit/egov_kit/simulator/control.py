"""The interface of developers and tests: JSON below ``/_simulator/``, for any language."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any

from egov_kit.simulator.changes import ABSENT, DOCUMENTS
from egov_kit.simulator.core import Core
from egov_kit.simulator.discovery import document
from egov_kit.simulator.errors import SwitchUnknown
from egov_kit.simulator.events import KINDS, tell
from egov_kit.simulator.faults import FAULTS
from egov_kit.simulator.jose import key
from egov_kit.simulator.keys import public
from egov_kit.simulator.logout import end
from egov_kit.simulator.state import Session
from egov_kit.simulator.wire import Call, Reply

PREFIX = "/_simulator/"
_REPLY = {each.name for each in fields(Reply)}


class _Bad(Exception):  # what is wrong with a request to us
    def __init__(self, why: str, status: int = 422) -> None:
        super().__init__(why)
        self.status = status


def serve_control(core: Core, call: Call, endpoints: tuple[str, ...]) -> Reply:
    """Do what is asked for; ``endpoints`` can be given another reply."""
    place, _, name = call.path.removeprefix(PREFIX).partition("/")
    do = _ROUTES.get((call.method, place, bool(name)))
    try:
        if do is None:
            raise _Bad(f"there is no {call.method} {call.path}", 404)
        if place == "replies" and name not in endpoints:
            raise SwitchUnknown("endpoint", name, list(endpoints))
        told = do(core, call, name)
    except SwitchUnknown as error:
        return Reply(status=404, body={"title": str(error)})
    except _Bad as error:
        return Reply(status=error.status, body={"title": str(error)})
    return Reply(body=told, headers={"Cache-Control": "no-store"})


def _status(core: Core, _call: Call, _name: str) -> Mapping[str, Any]:
    return {
        "issuer": core.issuer,
        "discovery": f"{core.issuer}/.well-known/openid-configuration",
        "endpoints": {n: v for n, v in document(core).items() if n.endswith("_endpoint")},
        "clients": list(core.clients),
        "people": list(core.people),
        "signed_in": core.standing.person.username if core.standing else None,
        "faults": {name: each.left for name, each in core.switches.active().items()},
    }


def _faults(core: Core, _call: Call, _name: str) -> Mapping[str, Any]:
    on = core.switches.active()
    return {
        name: {
            "kind": fault.kind,
            "at": list(fault.at),
            "what": fault.what,
            "breaks": fault.breaks,
            "on": {"left": on[name].left, "only": sorted(on[name].only)} if name in on else None,
        }
        for name, fault in FAULTS.items()
    }


def _switch_on(core: Core, call: Call, name: str) -> Mapping[str, Any]:
    asked = _object(call)
    times, only = asked.get("times"), asked.get("only", [])
    if times is not None and (not isinstance(times, int) or isinstance(times, bool) or times < 1):
        raise _Bad("times must be a whole number above 0, or left out")
    if not isinstance(only, list) or not all(isinstance(each, str) for each in only):
        raise _Bad("only must be a list of places")
    core.switches.on(name, times=times, only=tuple(only))
    return {name: times}


def _switch_off(core: Core, _call: Call, name: str) -> Mapping[str, Any]:
    core.switches.off(name)
    return {}


def _all_off(core: Core, _call: Call, _name: str) -> Mapping[str, Any]:
    core.switches.clear()
    return {}


def _change(core: Core, call: Call, name: str) -> Mapping[str, Any]:
    if name not in DOCUMENTS:
        raise SwitchUnknown("document", name, list(DOCUMENTS))
    asked = _object(call)
    if set(asked) - {"set", "remove"}:
        raise _Bad('say {"set": {…}, "remove": […]}')
    left_out = dict.fromkeys(asked.get("remove", ()), ABSENT)
    core.switches.changes[name] = {**asked.get("set", {}), **left_out}
    return asked


def _unchange(core: Core, _call: Call, name: str) -> Mapping[str, Any]:
    core.switches.changes.pop(name, None)
    return {}


def _reply(core: Core, call: Call, name: str) -> Mapping[str, Any]:
    asked = _object(call)
    if unknown := set(asked) - _REPLY:
        raise _Bad(f"a reply has no {', '.join(sorted(unknown))}")
    if isinstance(asked.get("body"), str):
        asked = {**asked, "body": asked["body"].encode()}
    core.switches.replies[name] = Reply(**asked)
    return {}


def _unreply(core: Core, _call: Call, name: str) -> Mapping[str, Any]:
    core.switches.replies.pop(name, None)
    return {}


def _sessions(core: Core, _call: Call, _name: str) -> Mapping[str, Any]:
    live = [each for each in core.state.sessions.values() if core.state.is_live(each)]
    return {"sessions": [_described(each) for each in live]}


def _described(session: Session) -> Mapping[str, Any]:
    return {
        "sid": session.sid,
        "username": session.person.username,
        "sub": session.person.sub,
        "auth_time": session.auth_time,
        "clients": sorted(session.clients),
    }


def _end_session(core: Core, _call: Call, name: str) -> Mapping[str, Any]:
    session = core.state.sessions.get(name)
    if session is None:
        raise _Bad(f"no session {name!r}", 404)
    return {"deliveries": [asdict(each) for each in end(core, session)]}


def _tell(core: Core, call: Call, _name: str) -> Mapping[str, Any]:
    asked = _object(call)
    client = core.clients.get(str(asked.get("client_id")))
    person = core.people.get(str(asked.get("username")))
    if client is None or person is None or asked.get("kind") not in KINDS:
        raise _Bad(f"say client_id, username and kind, one of: {', '.join(KINDS)}")
    sid = asked.get("sid")
    delivery = tell(core, client, asked["kind"], person, None if sid is None else str(sid))
    return {"delivery": asdict(delivery) if delivery else None}


def _deliveries(core: Core, _call: Call, _name: str) -> Mapping[str, Any]:
    return {"deliveries": [asdict(each) for each in core.deliveries]}


def _stand(core: Core, call: Call, _name: str) -> Mapping[str, Any]:
    person = core.people.get(str(_object(call).get("username")))
    if person is None:
        raise _Bad("username must be one of the people's")
    return _described(core.sign_in(person))


def _unstand(core: Core, _call: Call, _name: str) -> Mapping[str, Any]:
    core.standing = None
    return {}


def _rotate(core: Core, _call: Call, _name: str) -> Mapping[str, Any]:
    return {"kid": core.keys.rotate()}


def _withdraw(core: Core, _call: Call, name: str) -> Mapping[str, Any]:
    core.keys.withdraw(name)
    return {}


def _reset(core: Core, _call: Call, _name: str) -> Mapping[str, Any]:
    core.switches.clear()
    core.keys.reset()
    core.state.forget()
    core.deliveries.clear()
    core.standing = None
    return {}


def _attacker(_core: Core, _call: Call, _name: str) -> Mapping[str, Any]:
    """The key set that ``jku`` and ``x5u`` of forged tokens point to."""
    return {"keys": [public(key("attacker", "RS256"))]}


def _elsewhere(core: Core, _call: Call, _name: str) -> Mapping[str, Any]:
    """Where the fault ``redirect`` leads: what was asked for, had it been followed."""
    return document(core)


def _object(call: Call) -> Mapping[str, Any]:
    try:
        found = json.loads(call.body or "{}")
    except ValueError:
        raise _Bad("the body is no JSON", 400) from None
    if not isinstance(found, dict):
        raise _Bad("the body is no JSON object", 400)
    return found


_Do = Callable[[Core, Call, str], Mapping[str, Any]]
_ROUTES: Mapping[tuple[str, str, bool], _Do] = {
    ("GET", "status", False): _status,
    ("GET", "faults", False): _faults,
    ("PUT", "faults", True): _switch_on,
    ("DELETE", "faults", True): _switch_off,
    ("DELETE", "faults", False): _all_off,
    ("PUT", "changes", True): _change,
    ("DELETE", "changes", True): _unchange,
    ("PUT", "replies", True): _reply,
    ("DELETE", "replies", True): _unreply,
    ("GET", "sessions", False): _sessions,
    ("DELETE", "sessions", True): _end_session,
    ("GET", "deliveries", False): _deliveries,
    ("POST", "events", False): _tell,
    ("PUT", "signed-in", False): _stand,
    ("DELETE", "signed-in", False): _unstand,
    ("POST", "keys", False): _rotate,
    ("DELETE", "keys", True): _withdraw,
    ("POST", "reset", False): _reset,
    ("GET", "attacker.json", False): _attacker,
    ("GET", "elsewhere", False): _elsewhere,
}
ROUTES = tuple(f"{method} {PREFIX}{place}{'/…' * named}" for method, place, named in _ROUTES)
"""Every request it knows, as the reference names it."""

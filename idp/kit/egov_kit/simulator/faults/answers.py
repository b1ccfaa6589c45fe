"""Endpoints that fail on the wire, or answer what is no document at all."""

from collections.abc import Callable
from dataclasses import replace

from egov_kit.simulator.faults.model import N_, Fault, World
from egov_kit.simulator.wire import Reply

_BACK = ("discovery", "keys", "token", "userinfo", "introspection", "revocation", "par")
SLOW = 20.0
"""Seconds before the first byte of a slow answer."""
_HUGE = 10_000_000
_DEEP = 20_000


def _row(
    name: str, what: str, breaks: str | None, effect: Callable[[Reply, World], Reply]
) -> Fault:
    return Fault(name=name, kind="answer", at=_BACK, what=what, breaks=breaks, effect=effect)


def _status(status: int, body: object = b"") -> Callable[[Reply, World], Reply]:
    return lambda _reply, _world: Reply(status=status, body=body)


def _body(spoil: Callable[[bytes], bytes]) -> Callable[[Reply, World], Reply]:
    return lambda reply, _world: replace(reply, body=spoil(reply.encoded()))


def _twice(body: bytes) -> bytes:
    """Every member twice: first with another value, then as it is."""
    return b'{"issuer":"x","keys":[],"access_token":"x","sub":"x",' + body.lstrip()[1:]


def _elsewhere(_reply: Reply, world: World) -> Reply:
    return Reply(status=307, headers={"Location": f"{world.origin}/_simulator/elsewhere"}, body=b"")


ANSWERS = (
    _row(
        "down",
        N_("the connection is closed without an answer"),
        None,
        lambda _r, _w: Reply(drop=True),
    ),
    _row(
        "slow",
        N_("the answer comes after 20 seconds"),
        None,
        lambda reply, _w: replace(reply, stall=SLOW),
    ),
    _row(
        "slow-drip",
        N_("the answer comes one byte a second"),
        None,
        lambda reply, _w: replace(reply, trickle=1.0),
    ),
    _row("status-500", N_("status 500"), None, _status(500, b"Internal Server Error")),
    _row("status-503", N_("status 503"), None, _status(503, b"Service Unavailable")),
    _row("status-429", N_("status 429"), None, _status(429, {"error": "slow_down"})),
    _row("status-404", N_("status 404"), None, _status(404, {"error": "not_found"})),
    _row("redirect", N_("a redirect to another address"), "RFC 9700 4.12", _elsewhere),
    _row("huge", N_("ten million bytes"), "RFC 8259 9", _body(lambda body: body + b" " * _HUGE)),
    _row(
        "html",
        N_("a page in HTML under status 200"),
        "RFC 6749 5.1",
        lambda _r, _w: Reply(body=b"<html><p>Hello", media_type="text/html"),
    ),
    _row(
        "wrong-type",
        N_("the right JSON under text/plain"),
        "RFC 6749 5.1",
        lambda reply, _w: replace(reply, media_type="text/plain"),
    ),
    _row(
        "not-json",
        N_("JSON that breaks off"),
        "RFC 8259 2",
        _body(lambda body: body[: len(body) // 2]),
    ),
    _row("empty", N_("an empty body"), "RFC 8259 2", _body(lambda _body: b"")),
    _row(
        "not-object",
        N_("a JSON list instead of an object"),
        "RFC 6749 5.1",
        _body(lambda body: b"[" + body + b"]"),
    ),
    _row(
        "duplicate-members", N_("some members twice, with two values"), "RFC 8259 4", _body(_twice)
    ),
    _row(
        "deep-nesting",
        N_("lists twenty thousand deep"),
        "RFC 8259 9",
        _body(lambda _body: b'{"a":' + b"[" * _DEEP + b"]" * _DEEP + b"}"),
    ),
    _row(
        "not-utf8",
        N_("bytes that are no UTF-8"),
        "RFC 8259 8.1",
        _body(lambda body: body.replace(b'"', b'"\xff', 1)),
    ),
)
"""What can go wrong below the documents."""

"""Security event tokens (RFC 8417): what happened to somebody, told by the sign-in server.

Those of the Shared Signals Framework 1.0: the subject stands in ``sub_id`` (RFC 9493), and neither
``sub`` nor ``exp`` is there, so that no such token passes for one that lets somebody in. An event
stays true however late it is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from egov_kit.errors import EventRefused, TokenRefused
from egov_kit.op.claims import Claims, moment
from egov_kit.op.jws import Header

_SCHEMAS: Final = "https://schemas.openid.net/secevent"
SESSION_REVOKED: Final = f"{_SCHEMAS}/caep/event-type/session-revoked"
CLAIMS_CHANGED: Final = f"{_SCHEMAS}/caep/event-type/token-claims-change"
ACCOUNT_DISABLED: Final = f"{_SCHEMAS}/risc/event-type/account-disabled"

Kind = Literal["session-revoked", "account-disabled", "token-claims-change"]
_KINDS: Final[Mapping[str, Kind]] = {
    SESSION_REVOKED: "session-revoked",
    CLAIMS_CHANGED: "token-claims-change",
    ACCOUNT_DISABLED: "account-disabled",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityEvent:
    """A verified event token about the person ``sub``, or one session if ``sid`` is there.

    ``kinds`` may be empty: an event that is none of ours. Otherwise one of the two is there.
    """

    iss: str
    jti: str
    kinds: frozenset[Kind]
    sub: str | None
    sid: str | None
    happened_at: datetime
    """When it happened; when it was told, if the token does not say."""


def check_event_type(header: Header) -> None:
    """Refuse every other kind of token (RFC 8417 §2.3)."""
    if header.type != "secevent+jwt":
        raise EventRefused("invalid_request", "not a security event token")


def read_security_event(claims: Claims, *, issuer: str, client_id: str) -> SecurityEvent:
    """Check the claims of an event token whose signature and times are good."""
    if client_id not in claims.audience():
        raise EventRefused("invalid_audience", "audience is another one")
    if {"sub", "exp", "nonce"} & claims.names():
        raise EventRefused("invalid_request", "could pass for a token of another kind")
    events = claims.members("events")
    if not events or not all(isinstance(each, dict) for each in events.values()):
        raise EventRefused("invalid_request", "no event")
    kinds = frozenset(_KINDS[name] for name in events if name in _KINDS)
    sub, sid = _subject(claims, issuer) if kinds else (None, None)
    return SecurityEvent(
        iss=issuer,
        jti=claims.text("jti"),
        kinds=kinds,
        sub=sub,
        sid=sid,
        happened_at=moment(min([claims.seconds("iat"), *_timestamps(events)])),
    )


def _timestamps(events: Mapping[str, object]) -> list[float]:
    found = (Claims(each) for each in events.values() if isinstance(each, dict))
    return [each.seconds("event_timestamp") for each in found if "event_timestamp" in each]


def _subject(claims: Claims, issuer: str) -> tuple[str | None, str | None]:
    """``sub`` and ``sid``."""
    said = Claims(claims.members("sub_id"))
    if said.text("format") != "complex":
        return _person(said, issuer), None
    sub = _person(Claims(said.members("user")), issuer) if "user" in said else None
    sid = _session(Claims(said.members("session"))) if "session" in said else None
    if sub is None and sid is None:
        raise TokenRefused("sub_id names neither user nor session")
    return sub, sid


def _person(said: Claims, issuer: str) -> str:
    if said.text("format") != "iss_sub":
        raise TokenRefused("a person is named in a way we do not know")
    if said.text("iss") != issuer:
        raise TokenRefused("the person is of another issuer")
    return said.subject()


def _session(said: Claims) -> str:
    if said.text("format") != "opaque":
        raise TokenRefused("a session is named in a way we do not know")
    return said.text("id")

"""Access tokens presented to us as a resource server (RFC 9068)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from egov_kit.errors import MapperMissing, TokenRefused
from egov_kit.op.claims import Claims, moment
from egov_kit.op.jws import Header
from egov_kit.op.personal import Personal, read_outside, read_personal

Profile = Literal["rfc9068", "keycloak"]
"""``keycloak`` also takes ``typ: JWT`` when the payload says ``typ: Bearer``."""

_KEYCLOAKS = "kc-jkt-type"
"""Keycloak writes beside ``jkt`` by what the key is proved."""
_DPOP = (None, "DPoP")


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessToken:
    """A verified access token of a person, meant for us.

    ``azp`` is the client the token was given to. One of an outside server may tell no ``sid``.
    """

    iss: str
    sub: str
    sid: str | None
    person: Personal
    acr: str | None
    auth_time: datetime | None
    expires_at: datetime
    scope: frozenset[str]
    azp: str
    jkt: str | None
    """The key it is bound to (RFC 9449): without proof of that it is worth nothing."""


def check_access_type(header: Header, claims: Claims, profile: Profile) -> None:
    """Refuse every other kind of token (RFC 9068 §4, RFC 8725 §3.11)."""
    kind = claims.find_text("typ")
    if not (header.type == "at+jwt" or (profile == "keycloak" and header.type == "jwt" and kind)):
        raise TokenRefused("not an access token")
    check_access_kind(claims)


def check_access_kind(claims: Claims) -> None:
    """Refuse what Keycloak's own ``typ`` in the payload calls another kind of token."""
    kinds = (None, "Bearer", "DPoP") if "cnf" in claims else (None, "Bearer")
    if claims.find_text("typ") not in kinds:
        raise TokenRefused("payload is another kind of token")


def read_access_token(
    claims: Claims, *, issuer: str, client_id: str, tenant: str, outside: bool = False
) -> AccessToken:
    """Check the claims of an access token whose signature and times are good.

    Raises `MapperMissing` where our own server left out what it should have told.
    """
    if "aud" not in claims and not outside:
        raise MapperMissing("aud")
    if client_id not in claims.audience():
        raise TokenRefused(f"audience does not name {client_id}")
    signed_in = claims.find_seconds("auth_time")
    return AccessToken(
        iss=issuer,
        sub=claims.subject(),
        sid=_session(claims, outside),
        person=read_outside(claims, tenant) if outside else read_personal(claims, tenant),
        acr=claims.find_text("acr"),
        auth_time=None if signed_in is None else moment(signed_in),
        expires_at=moment(claims.seconds("exp")),
        scope=_scope(claims),
        azp=_client(claims),
        jkt=_key(claims),
    )


def check_bound(token: AccessToken, jkt: str | None) -> None:
    """Refuse a token bound to another key than the one that was proved, or to none."""
    if token.jkt != jkt:
        raise TokenRefused("bound to a key that was not proved" if token.jkt else "bound to no key")


def _key(claims: Claims) -> str | None:
    if "cnf" not in claims:
        return None
    # By certificate (RFC 8705) or whatever else: nothing we could see proved.
    confirmation = Claims(claims.members("cnf"))
    if (
        confirmation.names() - {"jkt", _KEYCLOAKS}
        or confirmation.find_text(_KEYCLOAKS) not in _DPOP
    ):
        raise TokenRefused("bound in a way that cannot be proved here")
    return confirmation.text("jkt")


def _session(claims: Claims, outside: bool) -> str | None:
    if "sid" not in claims and not outside:
        raise MapperMissing("sid")
    return claims.find_text("sid")


def _scope(claims: Claims) -> frozenset[str]:
    """The scopes; Keycloak writes an empty text into a token that was exchanged."""
    return frozenset((claims.label("scope") or "").split())


def _client(claims: Claims) -> str:
    """Who the token was given to: ``client_id`` (RFC 9068) and Keycloak's ``azp`` must agree."""
    client, party = claims.find_text("client_id"), claims.find_text("azp")
    if client is not None and party is not None and client != party:
        raise TokenRefused("client_id and azp differ")
    named = party or client
    if named is None:
        raise TokenRefused("neither client_id nor azp")
    return named

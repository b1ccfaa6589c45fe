"""Access tokens presented to us as a resource server (RFC 9068)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from egov_kit.errors import TokenRefused
from egov_kit.grants import Grant, Post
from egov_kit.op.claims import Claims, moment
from egov_kit.op.jws import Header
from egov_kit.op.personal import read_personal

Profile = Literal["rfc9068", "keycloak"]
"""``keycloak`` also takes ``typ: JWT`` when the payload says ``typ: Bearer``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessToken:
    """A verified access token of a person, meant for us.

    ``post`` is the working post the person chose; ``azp`` the client the token was given to.
    """

    iss: str
    sub: str
    sid: str
    staff_id: UUID
    tenant: str
    posts: tuple[Post, ...]
    post: UUID | None
    grants: tuple[Grant, ...]
    acr: str | None
    auth_time: datetime | None
    username: str
    name: str
    expires_at: datetime
    scope: frozenset[str]
    azp: str


def check_access_type(header: Header, claims: Claims, profile: Profile) -> None:
    """Refuse every other kind of token (RFC 9068 §4, RFC 8725 §3.11)."""
    kind = claims.find_text("typ")
    if header.type == "at+jwt":
        if kind not in (None, "Bearer"):
            raise TokenRefused("payload is another kind of token")
        return
    if profile != "keycloak" or header.type != "jwt" or kind != "Bearer":
        raise TokenRefused("not an access token")


def read_access_token(claims: Claims, *, issuer: str, client_id: str, tenant: str) -> AccessToken:
    """Check the claims of an access token whose signature and times are good."""
    if client_id not in claims.audience():
        raise TokenRefused("audience is another one")
    # A token bound to a key is worth nothing without proof of that key (RFC 9449, RFC 8705).
    if "cnf" in claims:
        raise TokenRefused("bound to a key")
    claims.text("jti")
    person = read_personal(claims, tenant)
    signed_in = claims.find_seconds("auth_time")
    return AccessToken(
        iss=issuer,
        sub=claims.subject(),
        sid=claims.text("sid"),
        staff_id=person.staff_id,
        tenant=person.tenant,
        posts=person.posts,
        post=person.post,
        grants=person.grants,
        acr=claims.find_text("acr"),
        auth_time=None if signed_in is None else moment(signed_in),
        username=person.username,
        name=person.name,
        expires_at=moment(claims.seconds("exp")),
        scope=_scope(claims),
        azp=_client(claims),
    )


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

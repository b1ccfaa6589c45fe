"""ID tokens from the token endpoint (OpenID Connect Core 1.0, 3.1.3.7 and 12.2)."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from authlib.oidc.core.util import create_half_hash

from egov_kit.errors import SignInTooWeak, TokenRefused
from egov_kit.op.claims import Claims, moment
from egov_kit.op.jws import Header

OLDEST = 600
"""Seconds since ``iat``: an ID token comes fresh from the token endpoint."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IdToken:
    """A verified ID token: this person signed in, for us."""

    iss: str
    sub: str
    sid: str | None
    nonce: str | None
    acr: str | None
    auth_time: datetime | None
    issued_at: datetime
    expires_at: datetime
    username: str | None
    name: str | None
    email: str | None
    email_verified: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the authorization request asked for and the ID token must show.

    ``acr`` is ``acr_values`` as it was sent: one of its values must be there. ``nonce`` is `None`
    only for the ID token of a refresh, which carries none or the first one's.
    """

    nonce: str | None
    access_token: str | None = None
    max_age: float | None = None
    acr: str | None = None
    subject: str | None = None


def check_id_type(header: Header, claims: Claims) -> None:
    """Refuse every other kind of token (RFC 8725 §3.11), Keycloak's forms among them."""
    if header.type not in (None, "jwt"):
        raise TokenRefused("not an ID token")
    if claims.find_text("typ") not in (None, "ID") or "events" in claims:
        raise TokenRefused("payload is another kind of token")


def check_id_audience(claims: Claims, client_id: str, trusted: Collection[str]) -> None:
    """We are in ``aud``, nobody unknown is, and ``azp`` if present (or needed) is us."""
    audience = claims.audience()
    if client_id not in audience:
        raise TokenRefused("audience is another one")
    if audience - {client_id} - set(trusted):
        raise TokenRefused("an audience that is not trusted")
    if (len(audience) > 1 or "azp" in claims) and claims.text("azp") != client_id:
        raise TokenRefused("azp is another one")


def read_id_token(
    header: Header, claims: Claims, asked: Asked, *, issuer: str, now: float, leeway: float
) -> IdToken:
    """Check the claims of an ID token whose signature, audience and times are good."""
    subject = claims.subject()
    if asked.subject is not None and subject != asked.subject:
        raise TokenRefused("sub is another one")
    _check_nonce(claims, asked)
    _check_access_token_hash(header, claims, asked.access_token)
    signed_in = claims.find_seconds("auth_time")
    _check_age(signed_in, asked.max_age, now, leeway)
    acr = claims.find_text("acr")
    if asked.acr is not None and acr not in asked.acr.split():
        raise SignInTooWeak("acr is not what was asked for")
    return IdToken(
        iss=issuer,
        sub=subject,
        sid=claims.find_text("sid"),
        nonce=claims.find_text("nonce"),
        acr=acr,
        auth_time=None if signed_in is None else moment(signed_in),
        issued_at=moment(claims.seconds("iat")),
        expires_at=moment(claims.seconds("exp")),
        username=claims.label("preferred_username"),
        name=claims.label("name"),
        email=claims.label("email"),
        email_verified=claims.flag("email_verified"),
    )


def _check_nonce(claims: Claims, asked: Asked) -> None:
    if asked.nonce is None:
        return
    if not hmac.compare_digest(claims.text("nonce").encode(), asked.nonce.encode()):
        raise TokenRefused("nonce is another one")


def _check_access_token_hash(header: Header, claims: Claims, access_token: str | None) -> None:
    if access_token is None or "at_hash" not in claims:
        return
    expected = create_half_hash(access_token, header.algorithm)
    if expected is None or not hmac.compare_digest(expected, claims.text("at_hash").encode()):
        raise TokenRefused("at_hash is of another access token")


def _check_age(signed_in: float | None, max_age: float | None, now: float, leeway: float) -> None:
    if signed_in is not None and signed_in > now + leeway:
        raise TokenRefused("auth_time is in the future")
    if max_age is None:
        return
    if signed_in is None or now - signed_in > max_age + leeway:
        raise SignInTooWeak("signed in too long ago")

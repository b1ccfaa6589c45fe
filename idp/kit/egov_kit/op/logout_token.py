"""Logout tokens posted by the sign-in server (OpenID Connect Back-Channel Logout 1.0, 2.4-2.6)."""

from dataclasses import dataclass

from egov_kit.errors import TokenRefused
from egov_kit.op.claims import Claims
from egov_kit.op.jws import Header

OLDEST = 300
"""Seconds since ``iat``: a logout token is posted as soon as it is made."""
_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True, kw_only=True, slots=True)
class LogoutToken:
    """A verified order to end sessions: that of ``sid``, or all of ``sub`` if there is no ``sid``.

    At least one of the two is there; with both, the session must be that person's. ``jti`` lets
    the receiver see that a token comes twice.
    """

    iss: str
    sub: str | None
    sid: str | None
    jti: str


def check_logout_type(header: Header, claims: Claims) -> None:
    """Refuse every other kind of token; ``logout+jwt`` is recommended, not required."""
    if header.type not in (None, "jwt", "logout+jwt"):
        raise TokenRefused("not a logout token")
    if claims.find_text("typ") not in (None, "Logout"):
        raise TokenRefused("payload is another kind of token")


def read_logout_token(claims: Claims, *, issuer: str, client_id: str) -> LogoutToken:
    """Check the claims of a logout token whose signature and times are good."""
    if client_id not in claims.audience():
        raise TokenRefused("audience is another one")
    if not isinstance(claims.members("events").get(_EVENT), dict):
        raise TokenRefused("events is not a logout")
    if "nonce" in claims:
        raise TokenRefused("a logout token has no nonce")
    if "sub" not in claims and "sid" not in claims:
        raise TokenRefused("neither sub nor sid")
    return LogoutToken(
        iss=issuer,
        sub=claims.subject() if "sub" in claims else None,
        sid=claims.find_text("sid"),
        jti=claims.text("jti"),
    )

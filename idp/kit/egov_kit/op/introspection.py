"""Asking the server about a token that was presented to us (RFC 7662)."""

from collections.abc import Callable
from typing import Final

from egov_kit.errors import ProviderMisbehaved, ProviderUnreachable, TokenRefused
from egov_kit.op.access_token import AccessToken, check_access_kind, read_access_token
from egov_kit.op.claims import Claims
from egov_kit.op.jws import MAX_TOKEN, issuer_of
from egov_kit.op.seen import Seen, digest_of
from egov_kit.op.transport import Answer

BELIEVED: Final = 30.0
"""Seconds that an answer is believed: a token that is taken back is refused here after these."""


class Introspector:
    """Asks about tokens for one client, and remembers the good ones for `BELIEVED`.

    ``ask`` sends a token to the server.
    """

    def __init__(
        self,
        ask: Callable[[str], Answer],
        *,
        issuer: str,
        client_id: str,
        tenant: str,
        outside: bool,
        leeway: float,
        clock: Callable[[], float],
    ) -> None:
        self._ask = ask
        self._issuer = issuer
        self._client_id = client_id
        self._tenant = tenant
        self._outside = outside
        self._leeway = leeway
        self._clock = clock
        self._seen: Seen[tuple[AccessToken, float]] = Seen()

    def access_token(self, token: str) -> AccessToken:
        """What the server says of ``token``.

        Raises `TokenRefused` for one that is not active or not for us, else `ProviderError`.
        """
        digest, now = digest_of(token), self._clock()
        known = self._seen.find(digest, self)
        if known is not None and now < known[1]:
            return known[0]
        _check_ours(token, self._issuer)
        claims = _read(self._ask(token), unknown_end=now + BELIEVED)
        found = self._token(claims, now)
        self._seen.remember(digest, self, (found, min(now + BELIEVED, claims.seconds("exp"))))
        return found

    def _token(self, claims: Claims, now: float) -> AccessToken:
        _check_kind(claims)
        _check_times(claims, now, self._leeway)
        told = claims.find_text("iss")
        if told != self._issuer and not (told is None and self._outside):
            raise TokenRefused("issuer is another one")
        return read_access_token(
            claims,
            issuer=self._issuer,
            client_id=self._client_id,
            tenant=self._tenant,
            outside=self._outside,
        )


def _check_ours(token: str, issuer: str) -> None:
    """A token that says it is of somebody else goes to nobody."""
    if len(token) > MAX_TOKEN:
        raise TokenRefused("too long")
    try:
        claimed = issuer_of(token)
    except TokenRefused:
        return  # it says nothing: only the server knows
    if claimed != issuer:
        raise TokenRefused("issuer is another one")


def _read(answer: Answer, *, unknown_end: float) -> Claims:
    if answer.status >= 500 or answer.status == 429:
        raise ProviderUnreachable("introspection answered a server error")
    if answer.status != 200:
        raise ProviderMisbehaved("introspection does not answer us")
    fields = answer.json_object()
    active = fields.get("active")
    if not isinstance(active, bool):
        raise ProviderMisbehaved("introspection says neither active nor not")
    if not active:
        raise TokenRefused("not active")
    return Claims({"exp": unknown_end, **fields})


def _check_kind(claims: Claims) -> None:
    # A refresh token is active as well, and may even be for us.
    kind = "dpop" if "cnf" in claims else "bearer"
    if claims.text("token_type").lower() != kind:
        raise TokenRefused("not an access token")
    check_access_kind(claims)


def _check_times(claims: Claims, now: float, leeway: float) -> None:
    if now >= claims.seconds("exp") + leeway:
        raise TokenRefused("expired")
    if (claims.find_seconds("nbf") or 0) > now + leeway:
        raise TokenRefused("not valid yet")

"""Which tokens of one issuer are good for one client of it."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from egov_kit.errors import EventRefused, TokenRefused
from egov_kit.op import id_token, logout_token, security_event
from egov_kit.op.access_token import (
    AccessToken,
    Profile,
    check_access_type,
    check_bound,
    read_access_token,
)
from egov_kit.op.dpop import Proof, check_proof
from egov_kit.op.id_token import Asked, IdToken
from egov_kit.op.issuer import Issuer
from egov_kit.op.logout_token import LogoutToken
from egov_kit.op.security_event import SecurityEvent
from egov_kit.op.seen import Seen, digest_of


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What may differ between installations.

    ``leeway`` is in seconds; ``trusted_audiences`` may stand beside us in an ID token;
    ``logout_without_exp`` takes logout tokens of servers older than the final specification.
    ``outside`` means a server that is not ours: nothing of the platform's is asked of its tokens,
    and nothing of the platform's is believed in them. ``scope`` is what a sign-in asks for,
    and ``dpop`` whether its tokens are bound to a key;
    ``introspection`` lets the server be asked about each token that a call presents.
    """

    leeway: float = 30
    trusted_audiences: Collection[str] = ()
    profile: Profile = "rfc9068"
    logout_without_exp: bool = False
    outside: bool = False
    scope: str = "openid"
    dpop: bool = False
    introspection: bool = False


class Verifier:
    """Verifies the four kinds of token, each by its own rules; threads may share it.

    All raise `TokenRefused`, or `ProviderUnreachable` when there are no keys to judge by.
    """

    def __init__(
        self,
        issuer: Issuer,
        client_id: str,
        tenant: str,
        *,
        rules: Rules,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._tenant = tenant
        self._rules = rules
        self._clock = clock
        self._seen: Seen[tuple[AccessToken, float]] = Seen()

    def id_token(self, token: str, asked: Asked) -> IdToken:
        """Verify an ID token, which the token endpoint granted, against what was asked for."""
        now = self._clock()
        found = self._issuer.read(token)
        id_token.check_id_type(found.header, found.claims)
        self._issuer.verify(found, granted=True)
        id_token.check_id_audience(found.claims, self._client_id, self._rules.trusted_audiences)
        found.claims.check_times(now, self._rules.leeway, oldest=id_token.OLDEST)
        return id_token.read_id_token(
            found.header,
            found.claims,
            asked,
            issuer=self._issuer.name,
            now=now,
            leeway=self._rules.leeway,
        )

    def access_token(self, token: str, jkt: str | None, *, granted: bool = False) -> AccessToken:
        """Verify an access token that was sent to us, bound to the key ``jkt`` or to none.

        ``granted`` says that it is from the token endpoint. One seen before costs microseconds.
        """
        found = self._access_token(token, granted=granted)
        check_bound(found, jkt)
        return found

    def _access_token(self, token: str, *, granted: bool) -> AccessToken:
        digest = digest_of(token)
        known = self._find_seen(digest)
        if known is not None:
            return known
        found = self._issuer.read(token)
        check_access_type(found.header, found.claims, self._rules.profile)
        self._issuer.verify(found, granted=granted)
        found.claims.check_times(self._clock(), self._rules.leeway)
        found.claims.text("jti")
        value = read_access_token(
            found.claims,
            issuer=self._issuer.name,
            client_id=self._client_id,
            tenant=self._tenant,
            outside=self._rules.outside,
        )
        ends = found.claims.seconds("exp") + self._rules.leeway
        self._seen.remember(digest, self._issuer.known_keys(), (value, ends))
        return value

    def proof(self, proof: str, *, method: str, url: str, access_token: str) -> Proof:
        """Verify a proof for one request (RFC 9449)."""
        return check_proof(
            proof,
            method=method,
            url=url,
            access_token=access_token,
            now=self._clock(),
            leeway=self._rules.leeway,
        )

    def logout_token(self, token: str) -> LogoutToken:
        """Verify a logout token."""
        found = self._issuer.read(token)
        logout_token.check_logout_type(found.header, found.claims)
        self._issuer.verify(found)
        found.claims.check_times(
            self._clock(),
            self._rules.leeway,
            oldest=logout_token.OLDEST,
            needs_exp=not self._rules.logout_without_exp,
        )
        return logout_token.read_logout_token(
            found.claims, issuer=self._issuer.name, client_id=self._client_id
        )

    def security_event(self, token: str) -> SecurityEvent:
        """Verify a security event token; of these it raises `EventRefused` where that says more."""
        found = self._issuer.read(token)
        security_event.check_event_type(found.header)
        try:
            self._issuer.verify(found)
        except TokenRefused as error:
            raise EventRefused("invalid_key", error.reason) from None
        found.claims.check_times(self._clock(), self._rules.leeway, needs_exp=False)
        return security_event.read_security_event(
            found.claims, issuer=self._issuer.name, client_id=self._client_id
        )

    def _find_seen(self, digest: bytes) -> AccessToken | None:
        ring = self._issuer.known_keys()
        found = None if ring is None else self._seen.find(digest, ring)
        # Asking for the keys here is what retires them in time for tokens already seen.
        if found is None or self._issuer.keys() is not ring:
            return None
        value, ends = found
        if self._clock() >= ends:
            raise TokenRefused("expired")
        return value

"""One issuer as all modules of a process see it: its metadata, its keys, its connections."""

import ssl
import time
from collections.abc import Callable, Collection

from egov_kit.errors import ProviderUnreachable, TokenRefused
from egov_kit.op import discovery, keys
from egov_kit.op.connections import TIMEOUT
from egov_kit.op.discovery import Metadata
from egov_kit.op.jws import Unverified, parse
from egov_kit.op.keys import KeyRing
from egov_kit.op.refreshing import Refreshing
from egov_kit.op.transport import Transport
from egov_kit.settings import ALGORITHMS


class Issuer:
    """A sign-in server and what we know of it; threads may share it.

    Making one calls nobody: the application starts while the sign-in server is down.
    ``algorithms`` are those we take; its addresses may also lie in ``origins``. ``steady`` is the
    clock of the caches.
    """

    def __init__(
        self,
        name: str,
        *,
        connect_to: str | None = None,
        allow_http: bool = False,
        algorithms: Collection[str] = ALGORITHMS,
        ssl_context: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT,
        steady: Callable[[], float] = time.monotonic,
        origins: Collection[str] = (),
    ) -> None:
        self.name = name
        self.transport = Transport(
            name,
            connect_to=connect_to,
            allow_http=allow_http,
            ssl_context=ssl_context,
            timeout=timeout,
            origins=origins,
        )
        self._algorithms = frozenset(algorithms)
        self._metadata = Refreshing(self._fetch_metadata, discovery.POLICY, steady)
        self._keys = Refreshing(self._fetch_keys, keys.POLICY, steady)

    def metadata(self) -> Metadata:
        """Its metadata; raises `ProviderError`."""
        return self._metadata.current()

    def keys(self) -> KeyRing:
        """Its keys as known now; raises `ProviderUnreachable`."""
        return self._keys.current()

    def known_keys(self) -> KeyRing | None:
        """The keys that are there, however old; asks nobody."""
        return self._keys.peek()

    def read(self, token: str) -> Unverified:
        """A well-formed token that says it is of this issuer; asks nobody.

        Raises `TokenRefused`: bytes that are not ours never cause a call.
        """
        found = parse(token, self._algorithms)
        if found.claims.text("iss") != self.name:
            raise TokenRefused("issuer is another one")
        return found

    def verify(self, token: Unverified, *, granted: bool = False) -> None:
        """Check the signature; raises `TokenRefused` or `ProviderUnreachable`.

        An unknown ``kid`` causes one new look at the keys, and not again for 30 seconds. Anybody
        can present one, so a token that was ``granted``, by the token endpoint in a call of our
        own, has another look that those cannot spend; if its key is not there either, nobody can
        judge it now, which is no refusal.
        """
        header = token.header
        ring = self._ring_for(header.kid, granted=granted)
        if header.algorithm not in self.metadata().algorithms:
            raise TokenRefused("algorithm is not offered")
        if not ring.verifies(header.kid, header.algorithm, token.message, token.signature):
            raise TokenRefused("signature is not good")

    def _ring_for(self, kid: str | None, *, granted: bool) -> KeyRing:
        known = self._keys.peek()
        ring = self._keys.current()
        if kid is None or ring.knows(kid):
            return ring
        ring = self._keys.anew() if granted else self._keys.newer(than=known)
        if ring.knows(kid):
            return ring
        if granted:
            raise ProviderUnreachable("keys: that of a token just granted is not there")
        raise TokenRefused("key is unknown")

    def _fetch_metadata(self) -> Metadata:
        return discovery.fetch_metadata(self.transport, self.name, self._algorithms)

    def _fetch_keys(self) -> KeyRing:
        return keys.fetch_keys(self.transport, self._metadata.current().jwks_uri)

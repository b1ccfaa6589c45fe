"""One module's view of one province's sign-in server: all that the web layer asks of it."""

import time
from collections.abc import Callable, Collection, Mapping

from authlib.common.urls import add_params_to_uri

from egov_kit.errors import ProviderMisbehaved, TokenRefused
from egov_kit.op.access_token import AccessToken, check_bound
from egov_kit.op.client_auth import Credential
from egov_kit.op.dpop import ALGORITHM, Proof, ProofKey
from egov_kit.op.id_token import Asked, IdToken
from egov_kit.op.introspection import Introspector
from egov_kit.op.issuer import Issuer
from egov_kit.op.logout_token import LogoutToken
from egov_kit.op.security_event import SecurityEvent
from egov_kit.op.token_client import TokenClient
from egov_kit.op.token_endpoint import TokenSet
from egov_kit.op.userinfo import UserInfo
from egov_kit.op.verifier import Rules, Verifier


class Provider:
    """The sign-in server of ``tenant`` for its client ``client_id``; threads may share it.

    ``key`` is asked for when we prove who we are: who only verifies tokens needs none.
    Whatever talks to the server may raise `ProviderUnreachable` (try again later) and
    `ProviderMisbehaved`; more is said where it applies. Nothing is sent twice.
    """

    def __init__(
        self,
        issuer: Issuer,
        *,
        client_id: str,
        tenant: str,
        key: Callable[[], Credential],
        rules: Rules | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.issuer = issuer.name
        self.client_id = client_id
        self.tenant = tenant
        self._issuer = issuer
        self._rules = rules = rules or Rules()
        self._verifier = Verifier(issuer, client_id, tenant, rules=rules, clock=clock)
        self._client = TokenClient(issuer, client_id, tenant, key, clock, outside=rules.outside)

        self._introspector = Introspector(
            self._client.introspect,
            issuer=issuer.name,
            client_id=client_id,
            tenant=tenant,
            outside=rules.outside,
            leeway=rules.leeway,
            clock=clock,
        )

    @property
    def outside(self) -> bool:
        """Whether the server is not ours: its access tokens are then for others to read."""
        return self._rules.outside

    def authorization_url(
        self,
        *,
        redirect_uri: str,
        state: str,
        nonce: str,
        code_challenge: str,
        prompt: str | None = None,
        acr_values: str | None = None,
        max_age: int | None = None,
        ui_locales: str | None = None,
        dpop_jkt: str | None = None,
    ) -> str:
        """Where to send the browser for a code. PKCE is S256, whatever the server offers.

        ``dpop_jkt`` binds the code to a key as well (RFC 9449 §10).

        A server that takes pushed requests gets all of it directly (RFC 9126), and the browser
        carries only our name and the number of the request. There is no way round a push that
        fails: what a person could see, or change, would depend on who can disturb it.
        """
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": self._rules.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": code_challenge,
            "code_challenge_method": "S256",
            "prompt": prompt,
            "acr_values": acr_values,
            "max_age": None if max_age is None else str(max_age),
            "ui_locales": ui_locales,
            "dpop_jkt": dpop_jkt,
        }
        return self._way({name: value for name, value in asked.items() if value is not None})

    def _way(self, asked: Mapping[str, str]) -> str:
        metadata = self._issuer.metadata()
        if metadata.pushed_authorization_request_endpoint is not None:
            number = self._client.push(metadata.pushed_authorization_request_endpoint, asked)
            asked = {"client_id": self.client_id, "request_uri": number}
        return str(add_params_to_uri(metadata.authorization_endpoint, list(asked.items())))

    def check_callback_issuer(self, iss: str | None) -> None:
        """Check ``iss`` of the authorization response (RFC 9207) before the code goes anywhere.

        Raises `ProviderMisbehaved` for another issuer, or for none where one was promised.
        """
        if iss is None and self._issuer.metadata().sends_issuer:
            raise ProviderMisbehaved("no iss in the authorization response")
        if iss is not None and iss != self.issuer:
            raise ProviderMisbehaved("iss of another issuer in the authorization response")

    def new_proof_key(self) -> ProofKey | None:
        """A key to bind the tokens of one session to, `None` where that is not wanted.

        Raises `ProviderMisbehaved` where it is wanted and the server does not offer it.
        """
        if not self._rules.dpop:
            return None
        if ALGORITHM not in self._issuer.metadata().dpop_algorithms:
            raise ProviderMisbehaved(f"discovery offers no DPoP with {ALGORITHM}")
        return ProofKey.new()

    def redeem(
        self, *, code: str, redirect_uri: str, code_verifier: str, key: ProofKey | None = None
    ) -> TokenSet:
        """Turn a code into tokens, with an ID token; raises `GrantRefused` for a code not taken.

        Here and below ``key`` is what the tokens are bound to.
        """
        return self._client.redeem(
            code=code, redirect_uri=redirect_uri, code_verifier=code_verifier, key=key
        )

    def refresh(self, refresh_token: str, *, key: ProofKey | None = None) -> TokenSet:
        """New tokens; without ``refresh_token`` in them the old one stays good.

        Raises `GrantRefused` for ``invalid_grant``. After `ProviderUnreachable` the session may
        go on: nobody said that it has ended.
        """
        return self._client.refresh(refresh_token, key)

    def exchange(
        self, access_token: str, *, audience: str, key: ProofKey | None = None
    ) -> TokenSet:
        """An access token towards the module ``audience``; raises `CallRefused`."""
        return self._client.exchange(access_token, audience=audience, key=key)

    def offers_userinfo(self) -> bool:
        """Whether the server has a userinfo endpoint."""
        return self._issuer.metadata().userinfo_endpoint is not None

    def userinfo(self, access_token: str, *, sub: str, key: ProofKey | None = None) -> UserInfo:
        """The person ``sub`` as of now; raises `TokenRefused` when the session is over."""
        return self._client.userinfo(access_token, sub=sub, key=key)

    def end_session_url(
        self,
        *,
        id_token_hint: str | None,
        post_logout_redirect_uri: str,
        state: str,
        ui_locales: str | None = None,
    ) -> str:
        """Where to send the browser to end the session at the server (RP-Initiated Logout)."""
        endpoint = self._issuer.metadata().end_session_endpoint
        if endpoint is None:
            raise ProviderMisbehaved("discovery names no end_session_endpoint")
        fields = {
            "id_token_hint": id_token_hint,
            "client_id": self.client_id,
            "post_logout_redirect_uri": post_logout_redirect_uri,
            "state": state,
            "ui_locales": ui_locales,
        }
        given = [(name, value) for name, value in fields.items() if value is not None]
        return str(add_params_to_uri(endpoint, given))

    def verify_id_token(
        self,
        token: str,
        *,
        nonce: str,
        access_token: str | None = None,
        max_age: float | None = None,
        acr: str | None = None,
    ) -> IdToken:
        """The ID token of a sign-in; raises `TokenRefused`.

        ``nonce``, ``max_age`` (seconds) and ``acr`` (``acr_values``) are what the request asked
        for; ``access_token`` is the one it came with, checked against ``at_hash``.
        """
        asked = Asked(nonce=nonce, access_token=access_token, max_age=max_age, acr=acr)
        return self._verifier.id_token(token, asked)

    def verify_refreshed_id_token(
        self, token: str, *, sub: str, access_token: str | None = None
    ) -> IdToken:
        """The ID token of a refresh, of the same ``sub`` (OIDC Core 12.2) or `TokenRefused`."""
        asked = Asked(nonce=None, access_token=access_token, subject=sub)
        return self._verifier.id_token(token, asked)

    def verify_access_token(
        self, token: str, *, jkt: str | None = None, granted: bool = False
    ) -> AccessToken:
        """An access token sent to us (RFC 9068); raises `TokenRefused`.

        ``jkt`` is the key that whoever sent it has proved: it must be bound to that, or to none.
        ``granted`` says that the token endpoint gave it to us: see `Issuer.verify`.
        """
        return self._verifier.access_token(token, jkt, granted=granted)

    def judge(self, token: str, *, jkt: str | None = None) -> AccessToken:
        """An access token that a call presents: verified here, or the server is asked about it.

        Raises `TokenRefused`, and `ProviderError` where the server must be asked and cannot be.
        """
        if not self._rules.introspection:
            return self.verify_access_token(token, jkt=jkt)
        found = self._introspector.access_token(token)
        check_bound(found, jkt)
        return found

    def verify_proof(self, proof: str, *, method: str, url: str, access_token: str) -> Proof:
        """The proof that came with a call to ``url``; raises `ProofRefused`."""
        return self._verifier.proof(proof, method=method, url=url, access_token=access_token)

    def verify_logout_token(self, token: str) -> LogoutToken:
        """A back-channel logout token; raises `TokenRefused`."""
        return self._verifier.logout_token(token)

    def verify_security_event(self, token: str) -> SecurityEvent:
        """A security event token; raises `TokenRefused`, `EventRefused` where that says more."""
        return self._verifier.security_event(token)

    def sign_receipt(self, facts: Mapping[str, object]) -> str | None:
        """What we sign to say that a security event was obeyed: a compact JWS with ``facts``.

        `None` where we have no key to sign with, only a secret.
        """
        return self._client.receipt(facts)

    def poll_events(
        self, path: str, *, taken: Collection[str], refused: Mapping[str, TokenRefused]
    ) -> Mapping[str, str]:
        """Security events kept for us while we were away, by ``jti``; see `TokenClient.poll`."""
        return self._client.poll(path, taken, refused)

    def close(self) -> None:
        """Close the connections that were kept; the provider still works."""
        self._issuer.transport.close()

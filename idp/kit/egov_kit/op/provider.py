"""One module's view of one province's sign-in server: all that the web layer asks of it."""

import time
from collections.abc import Callable

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri

from egov_kit.errors import ProviderMisbehaved
from egov_kit.op.access_token import AccessToken
from egov_kit.op.client_auth import ClientKey
from egov_kit.op.id_token import Asked, IdToken
from egov_kit.op.issuer import Issuer
from egov_kit.op.logout_token import LogoutToken
from egov_kit.op.token_client import TokenClient
from egov_kit.op.token_endpoint import TokenSet
from egov_kit.op.userinfo import UserInfo
from egov_kit.op.verifier import Rules, Verifier

_SCOPE = "openid"


class Provider:
    """The sign-in server of ``tenant`` for its client ``client_id``; threads may share it.

    Whatever talks to the server may raise `ProviderUnreachable` (try again later) and
    `ProviderMisbehaved`; more is said where it applies. Nothing is sent twice.
    """

    def __init__(
        self,
        issuer: Issuer,
        *,
        client_id: str,
        tenant: str,
        key: ClientKey,
        rules: Rules | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.issuer = issuer.name
        self.client_id = client_id
        self._issuer = issuer
        self._verifier = Verifier(issuer, client_id, tenant, rules=rules or Rules(), clock=clock)
        self._client = TokenClient(issuer, client_id, tenant, key, clock)

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
    ) -> str:
        """Where to send the browser for a code. PKCE is S256, whatever the server offers."""
        url = prepare_grant_uri(
            self._issuer.metadata().authorization_endpoint,
            self.client_id,
            "code",
            redirect_uri=redirect_uri,
            scope=_SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=code_challenge,
            code_challenge_method="S256",
            prompt=prompt,
            acr_values=acr_values,
            max_age=None if max_age is None else str(max_age),
            ui_locales=ui_locales,
        )
        return str(url)

    def check_callback_issuer(self, iss: str | None) -> None:
        """Check ``iss`` of the authorization response (RFC 9207) before the code goes anywhere.

        Raises `ProviderMisbehaved` for another issuer, or for none where one was promised.
        """
        if iss is None and self._issuer.metadata().sends_issuer:
            raise ProviderMisbehaved("no iss in the authorization response")
        if iss is not None and iss != self.issuer:
            raise ProviderMisbehaved("iss of another issuer in the authorization response")

    def redeem(self, *, code: str, redirect_uri: str, code_verifier: str) -> TokenSet:
        """Turn a code into tokens, with an ID token; raises `GrantRefused` for a code not taken."""
        return self._client.redeem(
            code=code, redirect_uri=redirect_uri, code_verifier=code_verifier
        )

    def refresh(self, refresh_token: str) -> TokenSet:
        """New tokens; without ``refresh_token`` in them the old one stays good.

        Raises `GrantRefused` for ``invalid_grant``. After `ProviderUnreachable` the session may
        go on: nobody said that it has ended.
        """
        return self._client.refresh(refresh_token)

    def exchange(self, access_token: str, *, audience: str) -> TokenSet:
        """An access token towards the module ``audience``; raises `CallRefused`."""
        return self._client.exchange(access_token, audience=audience)

    def userinfo(self, access_token: str, *, sub: str) -> UserInfo:
        """The person ``sub`` as of now; raises `TokenRefused` when the session is over."""
        return self._client.userinfo(access_token, sub=sub)

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

    def verify_access_token(self, token: str) -> AccessToken:
        """An access token sent to us (RFC 9068); raises `TokenRefused`."""
        return self._verifier.access_token(token)

    def verify_logout_token(self, token: str) -> LogoutToken:
        """A back-channel logout token; raises `TokenRefused`."""
        return self._verifier.logout_token(token)

    def close(self) -> None:
        """Close the connections that were kept; the provider still works."""
        self._issuer.transport.close()

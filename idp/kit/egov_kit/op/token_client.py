"""What one client asks of its issuer's token and userinfo endpoints. Nothing is asked twice."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from authlib.oauth2.rfc6749.parameters import prepare_token_request

from egov_kit.errors import CallRefused, GrantRefused, ProviderMisbehaved
from egov_kit.op.client_auth import ClientKey, client_assertion
from egov_kit.op.issuer import Issuer
from egov_kit.op.token_endpoint import TokenSet, check_exchanged, read_token_answer
from egov_kit.op.transport import Answer
from egov_kit.op.userinfo import UserInfo, read_userinfo

_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 # a name


class TokenClient:
    """The back channel of one client; threads may share it."""

    def __init__(
        self,
        issuer: Issuer,
        client_id: str,
        tenant: str,
        key: ClientKey,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._tenant = tenant
        self._key = key
        self._clock = clock

    def redeem(self, *, code: str, redirect_uri: str, code_verifier: str) -> TokenSet:
        """Turn a code into tokens, an ID token among them."""
        answer = self._post(
            "authorization_code",
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=code_verifier,
        )
        tokens = read_token_answer(answer, self._now())
        if tokens.id_token is None:
            raise ProviderMisbehaved("no id_token")
        return tokens

    def refresh(self, refresh_token: str) -> TokenSet:
        """New tokens for a refresh token."""
        answer = self._post("refresh_token", refresh_token=refresh_token)
        return read_token_answer(answer, self._now())

    def exchange(self, access_token: str, *, audience: str) -> TokenSet:
        """An access token towards ``audience`` in the same person's name (RFC 8693)."""
        try:
            answer = self._post(
                _EXCHANGE,
                subject_token=access_token,
                subject_token_type=_ACCESS_TOKEN,
                requested_token_type=_ACCESS_TOKEN,
                audience=audience,
                scope=f"call:{audience}",
            )
            tokens = read_token_answer(answer, self._now())
            check_exchanged(answer)
        except (GrantRefused, ProviderMisbehaved) as error:
            raise CallRefused(error.reason) from None
        return tokens

    def userinfo(self, access_token: str, *, sub: str) -> UserInfo:
        """What the server says now of ``sub``."""
        endpoint = self._issuer.metadata().userinfo_endpoint
        if endpoint is None:
            raise ProviderMisbehaved("discovery names no userinfo_endpoint")
        answer = self._issuer.transport.get(endpoint, bearer=access_token)
        return read_userinfo(answer, sub=sub, tenant=self._tenant)

    def _post(self, grant_type: str, **fields: str) -> Answer:
        proof = client_assertion(self._key, self._client_id, self._issuer.name, self._clock())
        form = prepare_token_request(grant_type, **fields, **proof)
        return self._issuer.transport.post_form(self._issuer.metadata().token_endpoint, form)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

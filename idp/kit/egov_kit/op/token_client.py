"""What one client asks of its issuer's token and userinfo endpoints. Nothing is asked twice."""

import time
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime

from egov_kit.errors import CallRefused, GrantRefused, ProviderMisbehaved, TokenRefused
from egov_kit.op.client_auth import ClientKey, Credential, authentication, client_assertion
from egov_kit.op.dpop import ProofKey
from egov_kit.op.issuer import Issuer
from egov_kit.op.poll import poll_request, read_polled
from egov_kit.op.pushed import read_pushed
from egov_kit.op.receipt import sign_receipt
from egov_kit.op.token_endpoint import TokenSet, check_exchanged, error_of, read_token_answer
from egov_kit.op.transport import NO_HEADERS, Answer
from egov_kit.op.userinfo import UserInfo, read_userinfo

_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 # a name


class TokenClient:
    """The back channel of one client; threads may share it. ``key`` is asked for at each use."""

    def __init__(
        self,
        issuer: Issuer,
        client_id: str,
        tenant: str,
        key: Callable[[], Credential],
        clock: Callable[[], float] = time.time,
        *,
        outside: bool = False,
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._tenant = tenant
        self._key = key
        self._clock = clock
        self._outside = outside
        self._nonce: str | None = None
        """The one the server gave last, for proofs of keys."""

    def push(self, endpoint: str, asked: Mapping[str, str]) -> str:
        """Send an authorization request ahead of its browser; answers its ``request_uri``."""
        return read_pushed(self._send(endpoint, asked))

    def redeem(
        self, *, code: str, redirect_uri: str, code_verifier: str, key: ProofKey | None = None
    ) -> TokenSet:
        """Turn a code into tokens, an ID token among them."""
        tokens = self._grant(
            key,
            grant_type="authorization_code",
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=code_verifier,
        )[0]
        if tokens.id_token is None:
            raise ProviderMisbehaved("no id_token")
        return tokens

    def refresh(self, refresh_token: str, key: ProofKey | None = None) -> TokenSet:
        """New tokens for a refresh token."""
        return self._grant(key, grant_type="refresh_token", refresh_token=refresh_token)[0]

    def exchange(
        self, access_token: str, *, audience: str, key: ProofKey | None = None
    ) -> TokenSet:
        """An access token towards ``audience`` in the same person's name (RFC 8693)."""
        try:
            tokens, answer = self._grant(
                key,
                grant_type=_EXCHANGE,
                subject_token=access_token,
                subject_token_type=_ACCESS_TOKEN,
                requested_token_type=_ACCESS_TOKEN,
                audience=audience,
                scope=f"call:{audience}",
            )
            check_exchanged(answer)
        except (GrantRefused, ProviderMisbehaved) as error:
            raise CallRefused(error.reason) from None
        return tokens

    def own_token(self) -> TokenSet:
        """An access token in this client's own name, for which it needs a service account."""
        return self._grant(None, grant_type="client_credentials")[0]

    def userinfo(self, access_token: str, *, sub: str, key: ProofKey | None = None) -> UserInfo:
        """What the server says now of ``sub``."""
        endpoint = self._issuer.metadata().userinfo_endpoint
        if endpoint is None:
            raise ProviderMisbehaved("discovery names no userinfo_endpoint")
        answer = self._read(endpoint, access_token, key)
        return read_userinfo(answer, sub=sub, tenant=self._tenant, outside=self._outside)

    def introspect(self, token: str) -> Answer:
        """Ask about a token that was presented to us."""
        endpoint = self._issuer.metadata().introspection_endpoint
        if endpoint is None:
            raise ProviderMisbehaved("discovery names no introspection_endpoint")
        return self._send(endpoint, {"token": token, "token_type_hint": "access_token"})

    def receipt(self, facts: Mapping[str, object]) -> str | None:
        """``facts``, signed by this client for its issuer; `None` if all it has is a secret."""
        key = self._key()
        if not isinstance(key, ClientKey):
            return None
        return sign_receipt(
            key,
            client_id=self._client_id,
            audience=self._issuer.name,
            now=self._clock(),
            facts=facts,
        )

    def poll(
        self, path: str, taken: Collection[str], refused: Mapping[str, TokenRefused]
    ) -> Mapping[str, str]:
        """The security events, by ``jti``, that the issuer keeps for us at ``path`` below its name.

        We say who we are by a JWT made for that address alone (RFC 7523). Raises `ValueError` if
        all that the client has is a secret.
        """
        key, address = self._key(), self._issuer.name + path
        if not isinstance(key, ClientKey):
            raise ValueError("a client that has a secret alone cannot poll events")
        proof = client_assertion(key, self._client_id, address, self._clock())
        answer = self._issuer.transport.send_json(
            "POST", address, poll_request(taken, refused), bearer=proof["client_assertion"]
        )
        return read_polled(answer)

    def _grant(self, key: ProofKey | None, **form: str) -> tuple[TokenSet, Answer]:
        endpoint = self._issuer.metadata().token_endpoint
        answer = self._prove(key, "POST", endpoint, lambda proof: self._send(endpoint, form, proof))
        kind = "Bearer" if key is None else "DPoP"
        return read_token_answer(answer, self._now(), kind=kind), answer

    def _read(self, endpoint: str, access_token: str, key: ProofKey | None) -> Answer:
        transport = self._issuer.transport
        if key is None:
            return transport.get(endpoint, bearer=access_token)
        shown = {"Authorization": f"DPoP {access_token}"}
        return self._prove(
            key,
            "GET",
            endpoint,
            lambda proof: transport.get(endpoint, headers={**shown, **proof}),
            access_token,
        )

    def _prove(
        self,
        key: ProofKey | None,
        method: str,
        endpoint: str,
        send: Callable[[Mapping[str, str]], Answer],
        access_token: str | None = None,
    ) -> Answer:
        """Send with a proof of ``key``; once more if the server wants another nonce in it.

        Such an answer spent nothing (RFC 9449 §8): it is the only request that is sent again.
        """
        if key is None:
            return send(NO_HEADERS)
        for _ in range(2):
            nonce = self._nonce
            proof = key.prove(
                method, endpoint, now=self._clock(), access_token=access_token, nonce=nonce
            )
            answer = send({"DPoP": proof})
            # Compared here and not in the attribute: an answer to another thread may have set that.
            given = answer.dpop_nonce
            if given is not None:
                self._nonce = given
            if given in (None, nonce) or not _wants_nonce(method, answer):
                break
        return answer

    def _send(
        self, endpoint: str, form: Mapping[str, str], headers: Mapping[str, str] = NO_HEADERS
    ) -> Answer:
        ours = authentication(self._key(), self._client_id, self._issuer.name, self._clock())
        return self._issuer.transport.post_form(
            endpoint, {**form, **ours.fields}, headers={**headers, **ours.headers}
        )

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)


def _wants_nonce(method: str, answer: Answer) -> bool:
    # A 400 for any other reason spent the code or the refresh token, and may bring a nonce as well.
    if method == "GET":
        return answer.status == 401
    if answer.status not in (400, 401) or answer.media_type != "application/json":
        return False
    return error_of(answer) == "use_dpop_nonce"

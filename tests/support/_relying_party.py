"""A module as Keycloak sees it: authorization code, PKCE, private_key_jwt, and nothing checked."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.support._browser import Browser, Loopback, Page

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What the token endpoint gave; the claims are read without any check."""

    access_token: str
    id_token: str | None
    refresh_token: str | None
    raw: Mapping[str, Any]

    @property
    def claims(self) -> Mapping[str, Any]:
        """Of the access token."""
        return claims(self.access_token)

    @property
    def identity(self) -> Mapping[str, Any]:
        """Of the ID token."""
        assert self.id_token
        return claims(self.id_token)


@dataclass(kw_only=True)
class RelyingParty:
    """One client of one realm; ``key`` is its private JWK, None for a public client."""

    issuer: str
    client_id: str
    redirect_uri: str
    key: Mapping[str, Any] | None
    scope: str = "openid"
    _verifiers: dict[str, str] = field(default_factory=dict)
    _http: httpx.Client = field(
        default_factory=lambda: httpx.Client(transport=Loopback(), timeout=30)
    )

    def close(self) -> None:
        self._http.close()

    def endpoint(self, name: str) -> str:
        return f"{self.issuer}/protocol/openid-connect/{name}"

    def authorization_url(self, **parameters: str) -> str:
        """A fresh request; parameters go over the usual ones, an empty one is left out."""
        state, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(48)
        self._verifiers[state] = verifier
        digest = hashlib.sha256(verifier.encode()).digest()
        usual = {
            "client_id": self.client_id,
            "response_type": "code",
            "scope": self.scope,
            "redirect_uri": self.redirect_uri,
            "state": state,
            "nonce": secrets.token_urlsafe(16),
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        asked = {name: value for name, value in (usual | parameters).items() if value}
        return f"{self.endpoint('auth')}?{urlencode(asked)}"

    def pushed_url(self) -> str:
        """A fresh request that went to Keycloak before the browser (RFC 9126)."""
        asked = dict(parse_qsl(urlsplit(self.authorization_url()).query))
        answer = self.post(self.endpoint("ext/par/request"), **asked)
        assert answer.status_code == 201, answer.text
        pushed = {"client_id": self.client_id, "request_uri": answer.json()["request_uri"]}
        return f"{self.endpoint('auth')}?{urlencode(pushed)}"

    def open(self, browser: Browser, **parameters: str) -> Page:
        """Send the browser to sign in; answers the page it ends up at."""
        return browser.get(self.authorization_url(**parameters))

    def sign_in(self, browser: Browser, username: str, password: str) -> Tokens:
        """A whole fresh sign-in with a password."""
        return self.redeem(browser.sign_in(self.open(browser), username, password))

    def arrived(self, page: Page) -> bool:
        """Whether the browser came back to us, with a code or an error."""
        return page.status == 0 and page.url.startswith(self.redirect_uri)

    def redeem(self, page: Page) -> Tokens:
        """Turn the code of the callback into tokens."""
        return tokens(self.try_to_redeem(page))

    def try_to_redeem(self, page: Page) -> httpx.Response:
        """What the token endpoint says to the code of the callback."""
        assert self.arrived(page), f"no callback but {page.url} ({page.status}):\n{page.text}"
        assert "code" in page.query, f"no code: {page.url}"
        return self.token(
            grant_type="authorization_code",
            code=page.query["code"],
            redirect_uri=self.redirect_uri,
            code_verifier=self._verifiers.pop(page.query["state"]),
        )

    def refresh(self, given: Tokens) -> httpx.Response:
        assert given.refresh_token
        return self.token(grant_type="refresh_token", refresh_token=given.refresh_token)

    def exchange(self, access_token: str, audience: str, **more: str) -> httpx.Response:
        """Ask for a token towards another module in the person's name."""
        asked = {"scope": f"call:{audience}", "audience": audience} | more
        return self.token(
            grant_type=EXCHANGE,
            subject_token=access_token,
            subject_token_type=ACCESS_TOKEN,
            **asked,
        )

    def token(self, **form: str) -> httpx.Response:
        """A request to the token endpoint, authenticated as this client."""
        return self.post(self.endpoint("token"), **form)

    def post(self, url: str, **form: str) -> httpx.Response:
        return self._http.post(url, data=self.authentication() | form)

    def userinfo(self, access_token: str) -> httpx.Response:
        return self._http.get(
            self.endpoint("userinfo"), headers={"Authorization": f"Bearer {access_token}"}
        )

    def authentication(self, **over: object) -> dict[str, str]:
        """The form fields that prove who we are; ``over`` replaces claims of the assertion."""
        if self.key is None:
            return {"client_id": self.client_id}
        return {
            "client_id": self.client_id,
            "client_assertion_type": ASSERTION,
            "client_assertion": self.assertion(**over),
        }

    def assertion(self, *, algorithm: str = "RS256", **over: object) -> str:
        assert self.key
        now = int(time.time())
        said = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.issuer,
            "jti": secrets.token_urlsafe(16),
            "iat": now,
            "exp": now + 30,
        }
        header = {"alg": algorithm, "kid": self.key["kid"]}
        key = RSAKey.import_key({k: v for k, v in self.key.items() if k != "alg"})
        return jwt.encode(header, said | over, key, algorithms=[algorithm])

    def sign_out_url(self, given: Tokens) -> str:
        assert given.id_token
        asked = {
            "id_token_hint": given.id_token,
            "client_id": self.client_id,
            "post_logout_redirect_uri": self.redirect_uri.replace("/callback", "/logged-out"),
        }
        return f"{self.endpoint('logout')}?{urlencode(asked)}"


def tokens(response: httpx.Response) -> Tokens:
    """The tokens in an answer; fails with its text if there are none."""
    assert response.status_code == 200, response.text
    raw = response.json()
    return Tokens(
        access_token=raw["access_token"],
        id_token=raw.get("id_token"),
        refresh_token=raw.get("refresh_token"),
        raw=raw,
    )


def claims(token: str) -> Mapping[str, Any]:
    """The payload of a token, unchecked."""
    return _part(token, 1)


def header(token: str) -> Mapping[str, Any]:
    """The header of a token."""
    return _part(token, 0)


def _part(token: str, number: int) -> Mapping[str, Any]:
    text = token.split(".")[number]
    part: Mapping[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return part


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

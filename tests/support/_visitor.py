"""A browser for the simulator's pages, and an application that nobody here wrote."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Self
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from egov_kit.simulator import Simulator

CALLBACK = "http://127.0.0.1:9/callback"


class Visitor:
    """Opens pages, presses their buttons, and stops at addresses of applications."""

    def __init__(self, language: str = "en") -> None:
        headers = {"Accept-Language": language}
        self.http = httpx.Client(trust_env=False, headers=headers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, url: str) -> httpx.Response:
        """Go to an address."""
        return self.http.get(url)

    def press(self, page: httpx.Response, **fields: str) -> httpx.Response:
        """Send the form of a page that has the button or field ``fields`` name."""
        action, hidden = _form(page.text, fields)
        sent = hidden | fields
        return self.http.post(urljoin(str(page.url), action), data=sent)


def answer(response: httpx.Response) -> dict[str, str]:
    """What a redirect brings to the application."""
    assert response.status_code in (302, 303), response.text
    query = urlsplit(response.headers["Location"]).query
    return {name: values[0] for name, values in parse_qs(query).items()}


def _form(html: str, fields: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    for form in re.findall(r"<form\b.*?</form>", html, re.DOTALL):
        buttons = [unescape(v) for v in re.findall(r'value="([^"]*)"', form)]
        named = all(f'name="{name}"' in form for name in fields)
        typed = "<input" in re.sub(r'<input type="hidden".*?>', "", form)
        if named and (typed or all(value in buttons for value in fields.values())):
            action = re.search(r'action="([^"]*)"', form)
            hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
            assert action
            return unescape(action[1]), {n: unescape(v) for n, v in hidden}
    raise AssertionError(f"no form with {dict(fields)}")


@dataclass(kw_only=True)
class Application:
    """A client on Authlib."""

    op: Simulator
    client: OAuth2Session
    verifier: str = field(default_factory=lambda: generate_token(64))

    def authorization_url(self, **asked: Any) -> str:  # noqa: ANN401 # Authlib's own
        """Where to send the browser."""
        endpoint = self.op.document()["authorization_endpoint"]
        asked = {"nonce": "n-1", **asked}
        url, _ = self.client.create_authorization_url(
            endpoint, code_verifier=self.verifier, **asked
        )
        return str(url)

    def redeem(self, given: Mapping[str, str]) -> Mapping[str, Any]:
        """Turn the code of the callback into tokens."""
        token: Mapping[str, Any] = self.client.fetch_token(
            self.op.document()["token_endpoint"],
            grant_type="authorization_code",
            code=given["code"],
            code_verifier=self.verifier,
        )
        return token

    def sign_in(self, visitor: Visitor, username: str = "annv", **asked: Any) -> Mapping[str, Any]:  # noqa: ANN401 # Authlib's own
        """A whole sign-in through the page."""
        page = visitor.get(self.authorization_url(**asked))
        return self.redeem(answer(visitor.press(page, username=username)))

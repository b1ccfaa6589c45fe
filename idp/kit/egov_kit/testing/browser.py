"""A browser for tests: it keeps cookies and goes where the sign-in server sends it."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from werkzeug.test import Client, TestResponse

_FORM_TOKEN = re.compile(r'name="csrf(?:_token|middlewaretoken)" value="([^"]+)"')
"""As Flask-WTF and as Django name it."""
SignsIn = Callable[[str], str]
"""Opens an authorization address as this browser; answers where the browser is sent back to."""


class Browser:
    """Sends what a browser sends with a navigation; follows nothing by itself."""

    def __init__(self, wsgi: Callable[..., Any], base: str, signs_in: SignsIn) -> None:
        self._client = Client(wsgi)
        self._signs_in = signs_in
        self.base = base

    def get(self, path: str, **headers: str) -> TestResponse:
        """Go to a page."""
        return self._client.get(path, base_url=self.base, headers=_navigation(headers))

    def post(
        self, path: str, form: Mapping[str, Any] | None = None, **headers: str
    ) -> TestResponse:
        """Send a form from a page of the same origin; `form_token` gives what it must hold."""
        own = {"Sec-Fetch-Site": "same-origin", "Referer": self.base + path}
        return self._client.post(
            path, base_url=self.base, data=form or {}, headers=own | _navigation(headers)
        )

    def script(self, method: str, path: str, **headers: str) -> TestResponse:
        """Ask as a script does."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.open(path, method=method, base_url=self.base, headers=named)

    def at_provider(self, response: TestResponse) -> dict[str, str]:
        """Follow a redirect to the sign-in server; what the browser brings to the callback."""
        back = self._signs_in(response.location)
        return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}

    def callback(self, answer: Mapping[str, str]) -> TestResponse:
        """Come back from the sign-in server."""
        return self._client.get(
            "/oidc/callback",
            base_url=self.base,
            query_string=dict(answer),
            headers=_navigation({"Sec-Fetch-Site": "cross-site"}),
        )

    def sign_in(self, path: str) -> TestResponse:
        """Go to a page, sign in on the way; the answer of the callback."""
        return self.callback(self.at_provider(self.get(path)))

    def cookies(self) -> dict[str, str]:
        """Name to value, of those the browser would send."""
        host = urlsplit(self.base).hostname
        found = self._client._cookies or {}
        return {c.key: c.value for c in found.values() if c.domain == host}

    def set_cookie(self, name: str, value: str) -> None:
        """Plant a cookie."""
        self._client.set_cookie(name, value, domain=urlsplit(self.base).hostname or "")

    def forget_cookies(self, *names: str) -> None:
        """Drop some cookies, or all."""
        for name in names or tuple(self.cookies()):
            self._client.delete_cookie(name, domain=urlsplit(self.base).hostname or "")

    def form_token(self, path: str) -> str:
        """The token in the form of a page."""
        found = _FORM_TOKEN.search(self.get(path).text)
        if found is None:
            raise LookupError(f"{path} has no form with a token")
        return found[1]


def _navigation(headers: Mapping[str, str]) -> dict[str, str]:
    usual = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html,*/*;q=0.8"}
    return usual | {name.replace("_", "-"): value for name, value in headers.items()}

"""A browser without scripts on the pages of one sign-in server.

It keeps cookies, follows redirects within the server's origin, and stops before any other address.
Neither an address nor anything that was sent is ever logged.
"""

import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final, Self
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
from egov_kit.op.origin import connect_address, find_origin, issuer_origin
from egov_kit.settings import Settings

from egov_idp.probe.errors import SignInBroken

TIMEOUT: Final = 10.0
"""Seconds for each step of one request."""
_MOST_REDIRECTS: Final = 10
_HEADERS: Final = {"Accept": "text/html", "Accept-Language": "vi", "User-Agent": "egov-probe"}


@dataclass(frozen=True, kw_only=True)
class Page:
    """Where the browser is; at an address of somebody else, where it stopped, ``status`` is 0."""

    url: str
    status: int
    text: str = ""

    @property
    def query(self) -> Mapping[str, str]:
        """What the address says."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.url).query).items()}


class Browser:
    """One visit to the sign-in server of a tenant; every method raises `SignInBroken`."""

    def __init__(self, settings: Settings, tenant: str) -> None:
        issuer = settings.tenants[tenant].issuer
        self._origin = issuer_origin(issuer, allow_http=settings.environment == "development")
        there = settings.connect_to
        self._there = connect_address(there, self._origin.scheme) if there else self._origin
        trusted = ssl.create_default_context(cafile=settings.ca_file)
        self._http = httpx.Client(verify=trusted, trust_env=False, timeout=TIMEOUT)
        self._cookies: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._http.close()

    def get(self, url: str) -> Page:
        """Go there."""
        return self._follow("GET", url, None)

    def submit(self, url: str, fields: Mapping[str, str]) -> Page:
        """Send a form."""
        return self._follow("POST", url, fields)

    def _follow(self, method: str, url: str, fields: Mapping[str, str] | None) -> Page:
        for _ in range(_MOST_REDIRECTS):
            if find_origin(url) != self._origin:
                return Page(url=url, status=0)
            answer = self._send(method, url, fields)
            if not answer.has_redirect_location:
                return Page(url=url, status=answer.status_code, text=answer.text)
            method, url, fields = "GET", urljoin(url, answer.headers["location"]), None
        raise SignInBroken("redirected without end")

    def _send(self, method: str, url: str, fields: Mapping[str, str] | None) -> httpx.Response:
        named = urlsplit(url)
        sent = {**_HEADERS, "Host": named.netloc}
        if self._cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        target = httpx.URL(url).copy_with(host=self._there.host, port=self._there.port)
        # The certificate has to be that of the name in the address.
        named_in_tls = {"sni_hostname": named.hostname or ""}
        try:
            answer = self._http.request(
                method, target, headers=sent, data=fields, extensions=named_in_tls
            )
        except httpx.HTTPError as error:
            raise SignInBroken(f"no answer ({type(error).__name__})") from None
        self._keep(answer)
        return answer

    def _keep(self, answer: httpx.Response) -> None:
        """Keep cookies by their names alone: there is one server, and one path of it."""
        self._http.cookies.clear()  # its own jar knows no Secure cookies over http
        for line in answer.headers.get_list("set-cookie"):
            try:
                morsels = SimpleCookie(line)
            except CookieError:
                continue
            for name, morsel in morsels.items():
                if morsel.value and morsel["max-age"] != "0":
                    self._cookies[name] = morsel.value
                else:
                    self._cookies.pop(name, None)


# At INFO httpx writes every address, with the code in it.
logging.getLogger("httpx").setLevel(logging.WARNING)

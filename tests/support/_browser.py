"""A browser without JavaScript: follows links, redirects and forms, keeps cookies.

Every ``*.localhost`` name leads to 127.0.0.1, as in a real browser, and cookies marked ``Secure``
are kept and sent over plain http there.
"""

import hmac
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import DefaultCookiePolicy
from typing import Self
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

_PERIOD = 30


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form as the page has it; ``fields`` holds the values it would send untouched."""

    id: str
    action: str
    method: str
    fields: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Page:
    """Where the browser is now. At an address the browser stops at, ``status`` is 0."""

    url: str
    status: int
    text: str
    headers: Mapping[str, str]
    forms: tuple[Form, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> Mapping[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.url).query).items()}

    def form(self, field_name: str) -> Form:
        """The form that has that field."""
        found = next((form for form in self.forms if field_name in form.fields), None)
        assert found, f"no field {field_name} on {self.url} ({self.status}):\n{self.text}"
        return found

    def asks_for(self, field_name: str) -> bool:
        return any(field_name in form.fields for form in self.forms)


class Authenticator:
    """The app on somebody's phone; no code of it is given out twice."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._next_step = 0

    def code(self) -> str:
        """A code that is good now: this half minute's, or the next one's if that is used up."""
        step = max(int(time.time()) // _PERIOD, self._next_step)
        while step > int(time.time()) // _PERIOD + 1:
            time.sleep(0.5)
        self._next_step = step + 1
        digest = hmac.digest(self._secret, step.to_bytes(8, "big"), "sha1")
        start = digest[-1] & 15
        number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
        return f"{number % 1_000_000:06}"


class Browser:
    """One browser profile. ``stop_at`` are path ends it is not to follow, such as a callback."""

    def __init__(
        self, *, stop_at: Iterable[str] = ("/oidc/callback", "/oidc/logged-out"), language: str = ""
    ) -> None:
        self._cookies = httpx.Cookies()
        self._cookies.jar.set_policy(
            DefaultCookiePolicy(
                secure_protocols=("http", "https"),
                # A cookie without Domain is for its own host alone, not for hosts below it.
                strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain,
            )
        )
        self._client = httpx.Client(
            transport=Loopback(),
            headers={"Accept": "text/html", **({"Accept-Language": language} if language else {})},
            timeout=30,
        )
        self._stop_at = tuple(stop_at)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    @property
    def cookies(self) -> Mapping[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self._cookies.jar}

    def set_cookie(self, name: str, value: str, *, domain: str, path: str) -> None:
        self._cookies.set(name, value, domain=domain, path=path)

    def forget_cookies(self, *names: str) -> None:
        """Lose these cookies, or all of them."""
        for cookie in list(self._cookies.jar):
            if not names or cookie.name in names:
                self._cookies.jar.clear(cookie.domain, cookie.path, cookie.name)

    def get(self, url: str, **headers: str) -> Page:
        return self._follow(self._client.build_request("GET", url, headers=headers))

    def submit(self, form: Form, **values: str) -> Page:
        """Send the form with these values over its own."""
        sent = {**form.fields, **values}
        if form.method == "get":
            return self._follow(self._client.build_request("GET", form.action, params=sent))
        return self._follow(self._client.build_request("POST", form.action, data=sent))

    def sign_in(self, page: Page, username: str, password: str) -> Page:
        """Fill in the sign-in page."""
        return self.submit(page.form("password"), username=username, password=password)

    def enrol(self, page: Page) -> tuple[Page, Authenticator]:
        """Set up the second factor on the page that asks for it."""
        form = page.form("totpSecret")
        app = Authenticator(form.fields["totpSecret"])
        return self.submit(form, totp=app.code(), userLabel="phone"), app

    def give_code(self, page: Page, app: Authenticator) -> Page:
        """Fill in the page that asks for a one-time code."""
        return self.submit(page.form("otp"), otp=app.code())

    def _follow(self, request: httpx.Request) -> Page:
        for _ in range(20):
            response = self._send(request)
            target = response.headers.get("location")
            if not (response.is_redirect and target):
                return _page(response)
            target = urljoin(str(request.url), target)
            if urlsplit(target).path.endswith(self._stop_at):
                return Page(url=target, status=0, text="", headers={})
            request = self._client.build_request("GET", target)
        raise AssertionError(f"redirected without end: {request.url}")

    def _send(self, request: httpx.Request) -> httpx.Response:
        self._cookies.set_cookie_header(request)
        response = self._client.send(request)
        self._cookies.extract_cookies(response)
        self._client.cookies.clear()  # its own jar knows no Secure cookies over http
        return response


class Loopback(httpx.HTTPTransport):
    """Sends everything for ``*.localhost`` to 127.0.0.1 with the name in the Host header."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.host.endswith(".localhost"):
            return super().handle_request(request)
        return super().handle_request(
            httpx.Request(
                request.method,
                request.url.copy_with(host="127.0.0.1"),
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        )


def _page(response: httpx.Response) -> Page:
    url = str(response.request.url)
    found = _Finder(url)
    found.feed(response.text)
    return Page(
        url=url,
        status=response.status_code,
        text=response.text,
        headers=dict(response.headers),
        forms=tuple(found.forms),
        links=found.links,
    )


class _Finder(HTMLParser):
    """Collects forms with their fields, and links by id."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._fields: dict[str, str] | None = None
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open(given)
        elif tag == "a" and "id" in given:
            self.links[given["id"]] = urljoin(self._url, given.get("href", ""))
        elif tag in ("input", "textarea", "select") and self._fields is not None:
            self._take(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None

    def _open(self, given: Mapping[str, str]) -> None:
        self._fields = {}
        self.forms.append(
            Form(
                id=given.get("id", ""),
                action=urljoin(self._url, given.get("action", "")),
                method=given.get("method", "get").lower(),
                fields=self._fields,
            )
        )

    def _take(self, given: Mapping[str, str]) -> None:
        chosen = given.get("type") not in ("checkbox", "radio") or "checked" in given
        if self._fields is not None and "name" in given and chosen:
            self._fields[given["name"]] = given.get("value", "")

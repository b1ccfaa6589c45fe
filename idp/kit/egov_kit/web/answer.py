"""What the kit answers, for the adapter of a framework to send."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

HTML: Final = "text/html; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"
NO_STORE: Final[Mapping[str, str]] = MappingProxyType({"Cache-Control": "no-store"})


@dataclass(frozen=True, kw_only=True)
class Cookie:
    """A cookie to set (see `egov_kit.web.cookies`), until the browser closes or for ``seconds``."""

    name: str
    value: str
    seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A whole answer."""

    status: int = 200
    body: bytes = b""
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[Cookie, ...] = ()

    def setting(self, *cookies: Cookie) -> "Answer":
        """The same, with these cookies too."""
        return replace(self, cookies=(*self.cookies, *cookies))

    def saying(self, headers: Mapping[str, str]) -> "Answer":
        """The same, with these headers too."""
        return replace(self, headers={**self.headers, **headers})

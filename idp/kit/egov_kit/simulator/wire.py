"""One request and one answer, as they are on the wire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request as it came in; ``headers`` have lower-case names."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    repeated: frozenset[str] = frozenset()
    """Parameters that came more than once, which no OAuth parameter may (RFC 6749 3.1, 3.2)."""

    @classmethod
    def of(
        cls, method: str, path: str, query: str, headers: Mapping[str, str], body: str
    ) -> "Call":
        """A request from its raw parts; a body that is no form has an empty ``form``."""
        asked, sent = parse_qsl(query, keep_blank_values=True), parse_qsl(body)
        names = [name for name, _ in asked], [name for name, _ in sent]
        return cls(
            method=method,
            path=path,
            query=dict(asked),
            form=dict(sent),
            headers=headers,
            body=body,
            repeated=frozenset(n for each in names for n in each if each.count(n) > 1),
        )

    @property
    def fields(self) -> Mapping[str, str]:
        """The parameters, from wherever the method puts them."""
        return self.form if self.method == "POST" else self.query

    def cookie(self, name: str) -> str | None:
        """The value of a cookie."""
        pairs = (each.strip().partition("=") for each in self.headers.get("cookie", "").split(";"))
        return next((value for key, _, value in pairs if key == name), None)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What to answer, and how badly.

    ``body`` is bytes, or something JSON can say. ``stall`` waits that many seconds before the
    first byte; ``trickle`` sends a byte each so many seconds, the head included; ``drop`` closes
    the connection without an answer.
    """

    status: int = 200
    body: Any = field(default_factory=dict)
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    stall: float = 0
    trickle: float = 0
    drop: bool = False

    def encoded(self) -> bytes:
        """The body's bytes: those given, or JSON of what was given."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


def redirect(url: str, fields: Mapping[str, str], *, status: int = 302) -> Reply:
    """Send the browser to ``url``, with ``fields`` added to its query."""
    join = "&" if "?" in url else "?"
    location = f"{url}{join}{urlencode(fields)}" if fields else url
    return Reply(status=status, headers={"Location": location}, body=b"")

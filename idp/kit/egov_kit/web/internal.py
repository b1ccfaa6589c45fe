"""The listener for servers, as a WSGI app that needs no framework."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

from egov_kit.web.answer import NO_STORE, Answer
from egov_kit.web.backchannel import Backchannel

_LARGEST: Final = 64 * 1024
_FORM: Final = "application/x-www-form-urlencoded"
_PATHS: Final = re.compile(r"/([a-z][a-z0-9-]*)/oidc/(backchannel-logout|events)")
_HEALTH: Final = "/healthz"

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Internal:
    """``/<module>/oidc/backchannel-logout`` and ``/<module>/oidc/events``.

    What is not there is a 404, another method a 405, more than 64 KiB a 413, each as problem JSON
    (RFC 9457).
    """

    backchannel: Backchannel

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        return send(self._answer(environ), environ, start_response)

    def _answer(self, environ: Environ) -> Answer:
        path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
        if path == _HEALTH:
            return Answer(body=b"{}", content_type="application/json", headers=NO_STORE)
        found = _PATHS.fullmatch(path)
        if found is None or not self.backchannel.knows(found[1]):
            return _problem(HTTPStatus.NOT_FOUND)
        if method != "POST":
            return _problem(HTTPStatus.METHOD_NOT_ALLOWED).saying({"Allow": "POST"})
        body = _read(environ)
        if body is None:
            return _problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self._take(found[1], found[2], environ.get("CONTENT_TYPE", ""), body)

    def _take(self, module: str, what: str, content_type: str, body: bytes) -> Answer:
        media_type = content_type.partition(";")[0].strip().lower()
        if what == "events":
            return self.backchannel.event(module, media_type, body)
        text = body.decode("utf-8", "replace") if media_type == _FORM else ""
        sent = [value for name, value in parse_qsl(text, keep_blank_values=True) if name == _TOKEN]
        return self.backchannel.logout(module, sent)


_TOKEN: Final = "logout_token"  # noqa: S105 # the name of a field


def send(answer: Answer, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Send a whole answer that sets no cookies."""
    headers = {
        "Content-Type": answer.content_type,
        "Content-Length": str(len(answer.body)),
        **answer.headers,
    }
    status = f"{answer.status} {HTTPStatus(answer.status).phrase}"
    start_response(status, list(headers.items()))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


def _read(environ: Environ) -> bytes | None:
    """The whole body, `None` if it is too long."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length and not (length.isascii() and length.isdigit() and int(length) <= _LARGEST):
        return None
    if not length and not environ.get("wsgi.input_terminated"):
        return b""  # without a length nobody knows where it ends
    body: bytes = environ["wsgi.input"].read(int(length) if length else _LARGEST + 1)
    return body if len(body) <= _LARGEST else None


def _problem(status: HTTPStatus) -> Answer:
    body = {"type": "about:blank", "title": status.phrase, "status": status.value}
    return Answer(
        status=status.value,
        body=json.dumps(body).encode(),
        content_type="application/problem+json",
        headers=NO_STORE,
    )

"""The simulator as a WSGI app: for a server of one's own, or a test client without any server."""

import time
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

from egov_kit.simulator.wire import Call, Reply

_LONGEST_BODY = 1_000_000


class Wsgi:
    """Serves ``answer``. A dropped connection is an empty 502: WSGI knows nothing worse."""

    def __init__(self, answer: Callable[[Call], Reply]) -> None:
        self._answer = answer

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 # WSGI's own
        """Answer one request."""
        reply = self._answer(_call(environ))
        if reply.drop:
            reply = Reply(status=502, body=b"")
        time.sleep(reply.stall)
        body = reply.encoded()
        headers = {"Content-Type": reply.media_type, "Content-Length": str(len(body))}
        status = f"{reply.status} {HTTPStatus(reply.status).phrase}"
        start_response(status, list({**headers, **reply.headers}.items()))
        return _drip(body, reply.trickle) if reply.trickle else [body]


def _drip(body: bytes, seconds: float) -> Iterator[bytes]:
    for byte in body:
        time.sleep(seconds)
        yield bytes([byte])


def _call(environ: dict[str, Any]) -> Call:
    length = min(int(environ.get("CONTENT_LENGTH") or 0), _LONGEST_BODY)
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }
    return Call.of(
        environ["REQUEST_METHOD"],
        environ.get("PATH_INFO", "/"),
        environ.get("QUERY_STRING", ""),
        headers,
        environ["wsgi.input"].read(length).decode("utf-8", "replace"),
    )

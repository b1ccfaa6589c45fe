"""The people API as the commands ask it, over its socket on this machine."""

import http.client
import json
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from egov_idp.people.errors import OperatorAway, OperatorForbidden, OperatorRefused, OperatorSilent
from egov_idp.sockets import short_path

PATIENCE: Final = 120.0
"""Seconds for one answer: the end of a session is told to every module."""

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PeopleApi:
    """The people of ``tenant``, asked at ``socket``; ``claim`` is who we say we are.

    The API itself sees the user of the operating system. Every call raises `OperatorAway`,
    `OperatorForbidden`, `OperatorSilent`, or `OperatorRefused` with what the API says.
    """

    socket: Path
    tenant: str
    claim: str | None = None

    def get(self, path: str, **query: object) -> Json:
        """What is there; a value that is None is not asked by."""
        asked = {name: value for name, value in query.items() if value is not None}
        return self._call("GET", f"{path}?{urlencode(asked)}")

    def post(self, path: str, **said: object) -> Json:
        """Have something done; a value that is None is not said."""
        known = {name: value for name, value in said.items() if value is not None}
        return self._call("POST", path, json.dumps(known))

    def _call(self, method: str, path: str, body: str | None = None) -> Json:
        headers = {
            "Egov-Claim": quote(self.claim or ""),
            "Accept-Language": "en",
            "Content-Type": "application/json",
        }
        connection = _Connection(self.socket)
        try:
            connection.request(method, f"/tenants/{self.tenant}{path}", body, headers)
            answer = connection.getresponse()
            told: Json = json.loads(answer.read())
        except PermissionError:
            raise OperatorForbidden from None
        except (FileNotFoundError, ConnectionRefusedError):
            raise OperatorAway from None
        except (OSError, http.client.HTTPException, ValueError):
            raise OperatorSilent from None
        finally:
            connection.close()
        if answer.status >= 400:
            raise OperatorRefused(str(told["title"]), str(told["detail"]))
        return told


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("people", timeout=PATIENCE)
        self._path = path

    def connect(self) -> None:
        """Open the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(PATIENCE)
        with short_path(self._path) as there:
            self.sock.connect(there)

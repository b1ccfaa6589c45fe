"""One realm through Keycloak's administration interface, every request through one place."""

import json
from base64 import urlsafe_b64decode
from functools import cached_property
from typing import NoReturn

from keycloak import KeycloakAdmin
from keycloak.exceptions import KeycloakConnectionError, KeycloakError
from requests import Response

from egov_idp.reconcile.errors import Refused, Unreachable
from egov_idp.reconcile.values import Value

_NOT_FOUND = 404
_CONFLICT = 409
_FAILED = 500
_AWAY = frozenset({502, 503, 504})
"""What it says while it starts, and what a proxy before it says while it does not run."""


class RealmReader:
    """Reads below ``/admin/realms/<tenant>``; raises `Refused` and `Unreachable`."""

    def __init__(self, keycloak: KeycloakAdmin, tenant: str) -> None:
        self.tenant = tenant
        self.keycloak = keycloak

    def get(self, path: str = "", **query: str) -> Value:
        """What lies there."""
        return self._send("GET", path, query=query).json()

    def find(self, path: str = "") -> Value | None:
        """What lies there, or `None`."""
        answer = self._send("GET", path, fine=_NOT_FOUND)
        return None if answer.status_code == _NOT_FOUND else answer.json()

    def read_by_post(self, path: str, **query: str) -> Value:
        """What is read by a POST that changes nothing.

        Asked once more where Keycloak fails: of two who export a realm at the same moment, each
        hides secrets in the one copy that is kept in memory, and one meets the other there.
        """
        try:
            answer = self._send("POST", path, query=query)
        except Refused as refused:
            if refused.answered != _FAILED:
                raise
            answer = self._send("POST", path, query=query)
        return answer.json()

    @cached_property
    def me(self) -> str:
        """Keycloak's number of who asks."""
        payload = str((self.keycloak.connection.token or {})["access_token"]).split(".")[1]
        claims = json.loads(urlsafe_b64decode(payload + "=="))
        return str(claims["sub"])

    def _send(
        self,
        method: str,
        path: str,
        body: Value = None,
        *,
        query: dict[str, str] | None = None,
        fine: int | None = None,
    ) -> Response:
        connection = self.keycloak.connection
        whole = f"admin/realms/{self.tenant}/{path}".rstrip("/")
        data = "" if body is None else json.dumps(body)
        try:
            if method == "GET":
                answer = connection.raw_get(whole, **(query or {}))
            elif method == "POST":
                answer = connection.raw_post(whole, data=data, **(query or {}))
            elif method == "PUT":
                answer = connection.raw_put(whole, data=data)
            else:
                answer = connection.raw_delete(whole, data=data)
        except KeycloakConnectionError as error:
            raise Unreachable(str(connection.base_url)) from error
        except KeycloakError as error:  # no token for it
            self._raise_refusal(f"{method} /{whole}", error.response_code or 0, str(error))
        if answer.ok or answer.status_code == fine:
            return answer
        self._raise_refusal(f"{method} /{whole}", answer.status_code, answer.text)

    def _raise_refusal(self, request: str, status: int, answer: str) -> NoReturn:
        if status in _AWAY:
            raise Unreachable(str(self.keycloak.connection.base_url))
        raise Refused(request, status, answer)


class RealmAdmin(RealmReader):
    """Reads and writes there; ``written`` are the paths of what was replaced."""

    def __init__(self, keycloak: KeycloakAdmin, tenant: str) -> None:
        super().__init__(keycloak, tenant)
        self.written: list[str] = []

    def post(self, path: str, body: Value) -> str:
        """Make it; answers its id."""
        return self._send("POST", path, body).headers.get("Location", "").rpartition("/")[2]

    def post_first(self, path: str, body: Value) -> bool:
        """Make it unless there is one of that name already; only one of many asking makes it."""
        return self._send("POST", path, body, fine=_CONFLICT).status_code != _CONFLICT

    def put(self, path: str, body: Value = None) -> None:
        """Replace it."""
        self.written.append(path)
        self._send("PUT", path, body)

    def delete(self, path: str, body: Value = None) -> None:
        """Take it away."""
        self._send("DELETE", path, body)

    def delete_if_there(self, path: str) -> None:
        """Take it away, unless somebody did."""
        self._send("DELETE", path, fine=_NOT_FOUND)

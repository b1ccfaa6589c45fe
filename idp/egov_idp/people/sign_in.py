"""What the people API asks of a province's Keycloak about one person.

A one-time password, an end of their sessions, an end of a second factor that was lost.

It asks as the service account of its own client, which may manage users and nothing else.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from egov_kit.errors import GrantRefused, ProviderMisbehaved, ProviderUnreachable
from egov_kit.op import ClientKey, TokenSet
from egov_kit.op.client_auth import KeyFile
from egov_kit.op.providers import open_issuer
from egov_kit.op.token_client import TokenClient
from egov_kit.op.transport import Answer
from egov_kit.settings import Settings

from egov_idp.people.errors import SignInRefused, SignInUnreachable
from egov_idp.realms import seal
from egov_idp.realms.clients import PEOPLE_API
from egov_idp.secrets import SecretStore

TIMEOUT: Final = 20.0
"""Seconds of one call: the end of a session is told to every module that it was open in."""
_EARLY: Final = timedelta(seconds=30)
_TOKEN_OVER: Final = 401
"""Before its time: the tokens of a whole province end when it is closed and opened again."""
_CODES: Final = "otp"
"""Keycloak's name of the kind of credential that gives one-time codes."""


class SignIn:
    """One province's Keycloak; calls nobody before it is asked.

    Every method raises `SignInUnreachable` while Keycloak does not answer, and `SignInRefused` if
    it does not do what was asked.
    """

    def __init__(self, settings: Settings, tenant: str) -> None:
        self._issuer = open_issuer(settings, settings.tenants[tenant], timeout=TIMEOUT)
        self._tenant = tenant
        # Its realm, and the key with it, may be made after this process was started.
        path = settings.secrets_dir / tenant / "clients" / f"{PEOPLE_API}.jwk"
        self._key = KeyFile(path, ClientKey.load)
        server, _, realm = self._issuer.name.rpartition("/realms/")
        self._users = f"{server}/admin/realms/{realm}/users"
        self._headers = seal.headers(SecretStore(settings.secrets_dir))
        self._token: TokenSet | None = None

    def set_one_time_password(self, staff_id: UUID, password: str) -> None:
        """Let the person sign in with ``password`` once, to choose one of their own.

        Keycloak gives it to the directory, which keeps it hashed.
        """
        self._set_password(staff_id, password, temporary=True)

    def set_password(self, staff_id: UUID, password: str) -> None:
        """The same, and no other one has to be chosen."""
        self._set_password(staff_id, password, temporary=False)

    def end_sessions(self, staff_id: UUID) -> None:
        """End every session of the person, also in the modules that are open."""
        if user := self._find_user(staff_id):
            self._send("POST", f"{user}/logout", {})

    def remove_second_factor(self, staff_id: UUID) -> bool:
        """Take away what gives the person's one-time codes; whether there was anything."""
        user = self._find_user(staff_id)
        known = self._read(f"{user}/credentials") if user else []
        found = [str(each["id"]) for each in known if each["type"] == _CODES]
        for each in found:
            self._send("DELETE", f"{user}/credentials/{each}", {})
        return bool(found)

    def close(self) -> None:
        """Close the connections that were kept."""
        self._issuer.transport.close()

    def _set_password(self, staff_id: UUID, password: str, *, temporary: bool) -> None:
        user = self._find_user(staff_id)
        if user is None:
            raise SignInRefused("it knows nobody of the directory by this staff id")
        said = {"type": "password", "value": password, "temporary": temporary}
        self._send("PUT", f"{user}/reset-password", said)

    def _find_user(self, staff_id: UUID) -> str | None:
        """The address of Keycloak's user; it makes one of a person it has not met before."""
        known = self._read(f"{self._users}?q=LDAP_ID:{staff_id}")
        # A user somebody made in Keycloak may say anything of itself; only these are people.
        found = [each["id"] for each in known if each.get("federationLink")]
        return f"{self._users}/{found[0]}" if found else None

    def _read(self, url: str) -> list[dict[str, Any]]:
        get = self._issuer.transport.get
        answer = self._ask(lambda token: get(url, bearer=token, headers=self._headers))
        found: list[dict[str, Any]] = json.loads(answer.body)
        return found

    def _send(self, method: Literal["POST", "PUT", "DELETE"], url: str, said: object) -> None:
        send = self._issuer.transport.send_json
        self._ask(lambda token: send(method, url, said, bearer=token, headers=self._headers))

    def _ask(self, question: Callable[[str], Answer]) -> Answer:
        try:
            answer = question(self._fresh_token())
            if answer.status == _TOKEN_OVER:
                self._token = None
                answer = question(self._fresh_token())
        except ProviderUnreachable as error:
            raise SignInUnreachable(error.reason) from None
        except (GrantRefused, ProviderMisbehaved) as error:
            raise SignInRefused(error.reason) from None
        except (OSError, ValueError):
            raise SignInRefused("our client key for it cannot be read") from None
        if answer.status not in (200, 204):
            raise SignInRefused(f"its answer was {answer.status}")
        return answer

    def _fresh_token(self) -> str:
        if self._token is None or self._token.expires_at < datetime.now(UTC) + _EARLY:
            client = TokenClient(self._issuer, PEOPLE_API, self._tenant, self._key)
            self._token = client.own_token()
        return self._token.access_token

"""The directory and the policy of each tenant, opened when first asked for."""

import threading
from dataclasses import dataclass

from egov_ldap import Directory

from egov_idp.api.errors import WriterUnknown
from egov_idp.people.load import password_ref
from egov_idp.policy import rules
from egov_idp.policy.rules import Policy
from egov_idp.secrets import SecretStore


@dataclass(frozen=True, kw_only=True)
class Province:
    """What the people API knows of one tenant."""

    directory: Directory
    policy: Policy


class Provinces:
    """One `Province` per tenant; this process alone uses the writer's password."""

    def __init__(self, ldap_url: str, secrets: SecretStore) -> None:
        self._ldap_url = ldap_url
        self._secrets = secrets
        self._opened: dict[str, Province] = {}
        self._lock = threading.Lock()

    def of(self, tenant: str) -> Province:
        """The province of ``tenant``; raises `WriterUnknown`."""
        with self._lock:
            if tenant not in self._opened:
                self._opened[tenant] = self._open(tenant)
            return self._opened[tenant]

    def close(self) -> None:
        """Close every connection."""
        for each in self._opened.values():
            each.directory.close()

    def _open(self, tenant: str) -> Province:
        password = self._secrets.find_password(password_ref(tenant, "ldap", "writer"))
        if password is None:
            raise WriterUnknown(tenant)
        directory = Directory(
            url=self._ldap_url, tenant=tenant, account="writer", password=password
        )
        return Province(directory=directory, policy=rules.of_tenant(tenant))

"""What the people API works with for each tenant, opened when first asked for."""

import threading
from typing import Final

import structlog
from egov_kit.settings import Tenant
from egov_ldap import Directory

from egov_idp.api.errors import WriterUnknown
from egov_idp.api.settings import PeopleSettings
from egov_idp.audit import Audit
from egov_idp.errors import IdpError
from egov_idp.people.errors import TenantNotFound
from egov_idp.people.load import password_ref
from egov_idp.people.province import Province
from egov_idp.people.sign_in import SignIn
from egov_idp.policy import rules
from egov_idp.realms import load
from egov_idp.secrets import SecretStore

EXTENSION: Final = "egov_people"
"""Where an app keeps its `Provinces`."""

_log = structlog.get_logger()


class Provinces:
    """One `Province` per tenant; this process alone uses the writer's password."""

    def __init__(self, settings: PeopleSettings) -> None:
        self._settings = settings
        self._opened: dict[str, Province] = {}
        self._lock = threading.Lock()

    @property
    def tenants(self) -> tuple[str, ...]:
        """The names of all."""
        return tuple(self._settings.tenants)

    def renew(self, settings: PeopleSettings) -> None:
        """Take the tenants, their units, mail domains and rules as they are declared now.

        One whose files cannot be used is logged, and goes on with what it had.
        """
        self._settings = settings
        for tenant in settings.tenants.keys() & self._opened.keys():
            try:
                self._renew(tenant, settings.tenants[tenant].unit)
            except IdpError as error:
                _log.error("province.not_renewed", tenant=tenant, error=str(error))

    def is_closed(self, tenant: str) -> bool:
        """Whether it has been retired: it may be read; raises `TenantNotFound`."""
        return self._declared(tenant).retired

    def of(self, tenant: str) -> Province:
        """The province of ``tenant``; raises `TenantNotFound` and `WriterUnknown`."""
        declared = self._declared(tenant)  # also if it was opened while it still was
        with self._lock:
            if tenant not in self._opened:
                self._opened[tenant] = self._open(tenant, declared.unit)
            return self._opened[tenant]

    def take_new_rules(self, tenant: str) -> None:
        """Go by the policy as its files have it now; raises `PolicyInvalid`."""
        policy, province = rules.of_tenant(tenant), self.of(tenant)
        with province.changing:
            province.policy = policy

    def close(self) -> None:
        """Close every connection."""
        for each in self._opened.values():
            each.close()

    def _declared(self, tenant: str) -> Tenant:
        found = self._settings.tenants.get(tenant)
        if found is None:
            raise TenantNotFound(tenant, self.tenants)
        return found

    def _renew(self, tenant: str, unit: str) -> None:
        mail_domain, policy = load(tenant).mail_domain, rules.of_tenant(tenant)
        province = self.of(tenant)
        with province.changing:
            province.unit, province.mail_domain, province.policy = unit, mail_domain, policy

    def _open(self, tenant: str, unit: str) -> Province:
        secrets = SecretStore(self._settings.secrets_dir)
        password = secrets.find_password(password_ref(tenant, "ldap", "writer"))
        if password is None:
            raise WriterUnknown(tenant)
        return Province(
            tenant=tenant,
            unit=unit,
            mail_domain=load(tenant).mail_domain,
            directory=Directory(
                url=self._settings.ldap_url, tenant=tenant, account="writer", password=password
            ),
            policy=rules.of_tenant(tenant),
            sign_in=SignIn(self._settings, tenant),
            audit=Audit(settings=self._settings, tenant=tenant),
        )

"""Keycloak's account may write passwords to the directory, and nothing else."""

from collections.abc import Iterator

from egov_ldap import trial
from egov_ldap.errors import DirectoryError

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Trial
from egov_idp.realms.federation import BIND_PASSWORD
from egov_idp.secrets import SecretStore


def attempt(realm: Realm, secrets: SecretStore) -> Iterator[Finding]:
    """Every kind of write, at every replica, with the account that the realm names."""
    password = secrets.find_password(BIND_PASSWORD.format(tenant=realm.name)) or ""
    for directory in realm.directories:
        account = directory.value("bindDn") or ""
        for url in directory.urls:
            try:
                could = trial.writable(url, realm.name, account, password)
            except DirectoryError as error:
                yield directory.about("bindDn", f"could not be tried at {url}: {error}")
                continue
            for what in sorted(could - {trial.PASSWORD}):
                yield directory.about("bindDn", f"may write {what} at {url}")
            if trial.PASSWORD not in could:
                yield directory.about("bindDn", f"may not write {trial.PASSWORD} at {url}")


RULE = Trial(
    attempt=attempt,
    severity="error",
    why="Whoever breaks into Keycloak has this account: with it they must not be able to write"
    " a grant, a status or a person.",
    fix="The access rules in `ldap/slapd/tenant.ldif`; they are loaded at each start of the"
    " directory.",
)
